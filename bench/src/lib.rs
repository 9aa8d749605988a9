//! Drives a running server by its public protocol and writes docs/performance.md.
