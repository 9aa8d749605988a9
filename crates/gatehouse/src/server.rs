//! The server from its start to its end.

use std::{fmt::Write as _, future::Future, io::Write as _, time::Duration};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use gatehouse_auth::{Context, activity, clients::SyncMode, jobs, users};
use gatehouse_config::Config;
use gatehouse_web::App;
use rustix::process::{Resource, getrlimit, setrlimit};
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::{
    data_dir::DataDir,
    listeners::{self, Address, BoundListener, Shutdown},
    router::resources,
    wiring,
};

/// How long the job that is under way may take once the server is told to stop; requests have as long.
const GRACE: Duration = Duration::from_mins(1);

/// What `server` leaves out.
#[derive(Args, Default)]
pub struct ServerArgs {
    /// Refuse to start when the database is not up to date, instead of bringing it up to date.
    #[arg(long)]
    no_migrate: bool,
    /// Leave background jobs to other processes.
    #[arg(long)]
    no_worker: bool,
    /// Do not bring the clients of the configuration into the database.
    #[arg(long)]
    no_sync: bool,
}

/// What a person is told who starts the server without a configuration.
pub struct Announcement {
    /// The command that creates the first account.
    pub first_user: String,
}

/// Serves until a signal stops it.
pub async fn run(
    config: &Config,
    data_dir: &DataDir,
    args: &ServerArgs,
    announcement: Option<&Announcement>,
) -> Result<()> {
    let end = End::by_signal()?;
    let (app, listeners) = tokio::select! {
        started = start(config, data_dir, args) => started?,
        () = end.requested().cancelled() => return Ok(()),
    };
    let cx = app.cx.clone();
    if let Some(announcement) = announcement {
        announce(&cx, config, &listeners, announcement).await?;
    }
    let homeserver = wiring::upstream(config, end.requested())?;
    let routed = listeners.into_iter().map(|listener| {
        tracing::info!(
            name = listener.name(),
            at = listener.urls().collect::<Vec<_>>().join(" "),
            "listening"
        );
        let resources = resources(&app, listener.resources(), homeserver.as_ref(), listener.prefix());
        (listener, resources)
    });
    let routed = routed.collect();
    let serve = async {
        listeners::notify_ready();
        let served = listeners::serve(routed, end.shutdown.clone()).await;
        // Without listeners there is nothing to work for.
        end.requested().cancel();
        served
    };
    let work = async {
        if args.no_worker {
            write_activity(&cx, end.requested()).await;
        } else {
            Box::pin(jobs::work(&cx, end.requested().clone())).await;
        }
    };
    let keys = wiring::follow_keys(&cx, config, data_dir, end.requested());
    let (served, (), (), ()) = tokio::join!(serve, end.within_grace(work), end.tell(), keys);
    finish(&cx).await;
    served
}

async fn start(config: &Config, data_dir: &DataDir, args: &ServerArgs) -> Result<(App, Vec<BoundListener>)> {
    raise_file_limit();
    // First, since a port that is taken may mean that another server is at work on the same database.
    let listeners = listeners::bind(&config.http.listeners).await?;
    let app = wiring::start(config, data_dir, async |db| {
        if !args.no_migrate {
            return Ok(db.migrate().await?);
        }
        match db.pending_migrations().await? {
            0 => Ok(()),
            pending => bail!(
                "{pending} migrations of the database are pending: run `gatehouse database migrate`, or start without \
                 --no-migrate"
            ),
        }
    });
    let app = app.await?;
    if !args.no_sync {
        sync_clients(&app.cx, config).await?;
    }
    Ok((app, listeners))
}

/// As many connections as the system allows: by custom, programs begin with a limit that is meant for older ones. A held
/// request of a client takes two.
fn raise_file_limit() {
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::debug!(%error, "the limit of open files stays as it is");
    }
}

/// Works through the queue until a signal stops it.
pub async fn work(config: &Config, data_dir: &DataDir) -> Result<()> {
    let end = End::by_signal()?;
    let cx = wiring::context(config, data_dir).await?;
    if cx.db.pending_migrations().await? > 0 {
        bail!("the database is not up to date: start a server, or run `gatehouse database migrate`");
    }
    tracing::info!("working");
    listeners::notify_ready();
    tokio::join!(
        end.within_grace(Box::pin(jobs::work(&cx, end.requested().clone()))),
        wiring::follow_keys(&cx, config, data_dir, end.requested()),
        end.tell()
    );
    finish(&cx).await;
    Ok(())
}

async fn sync_clients(cx: &Context, config: &Config) -> Result<()> {
    let synced = wiring::sync_clients(cx, config, SyncMode::default()).await?;
    for client in &synced.added_or_changed {
        tracing::info!(%client, "a client was brought in from the configuration");
    }
    for client in &synced.left {
        tracing::info!(
            %client,
            "a client is no longer in the configuration and stays; `gatehouse config sync --prune` removes it"
        );
    }
    Ok(())
}

/// The end of the process: the first SIGTERM or SIGINT asks for it, the second insists.
struct End {
    shutdown: Shutdown,
    insisted: CancellationToken,
}

impl End {
    fn by_signal() -> Result<Self> {
        let listen = |kind| signal(kind).context("signals can't be listened for");
        let mut terminate = listen(SignalKind::terminate())?;
        let mut interrupt = listen(SignalKind::interrupt())?;
        let end = Self {
            shutdown: Shutdown::default(),
            insisted: CancellationToken::new(),
        };
        let (shutdown, insisted) = (end.shutdown.clone(), end.insisted.clone());
        tokio::spawn(async move {
            let signal = first(&mut terminate, &mut interrupt).await;
            tracing::info!(
                signal,
                "stopping when what is under way is done; another signal stops at once"
            );
            shutdown.request();
            let signal = first(&mut terminate, &mut interrupt).await;
            tracing::warn!(signal, "stopping at once");
            insisted.cancel();
            shutdown.request();
        });
        Ok(end)
    }

    fn requested(&self) -> &CancellationToken {
        self.shutdown.requested()
    }

    async fn tell(&self) {
        self.requested().cancelled().await;
        listeners::notify_stopping();
    }

    /// Waits for the job that is under way, but not for ever.
    async fn within_grace(&self, work: impl Future<Output = ()>) {
        let too_late = async {
            self.requested().cancelled().await;
            // Whichever is first.
            let _ = tokio::time::timeout(GRACE, self.insisted.cancelled()).await;
        };
        tokio::select! {
            () = work => {}
            () = too_late => tracing::warn!("the job under way is left; it will be taken up again"),
        }
    }
}

async fn first(terminate: &mut Signal, interrupt: &mut Signal) -> &'static str {
    tokio::select! {
        _ = terminate.recv() => "SIGTERM",
        _ = interrupt.recv() => "SIGINT",
    }
}

/// The notes of this process can't be left to other processes.
async fn write_activity(cx: &Context, stop: &CancellationToken) {
    let mut interval = tokio::time::interval(activity::INTERVAL);
    while stop.run_until_cancelled(interval.tick()).await.is_some() {
        flush(cx).await;
    }
}

async fn flush(cx: &Context) {
    if let Err(error) = cx.activity.flush(&cx.db).await {
        tracing::error!(
            error = format!("{:#}", anyhow::Error::from(error)),
            "activity can't be written"
        );
    }
}

/// Writes down what is only in memory.
async fn finish(cx: &Context) {
    flush(cx).await;
    cx.db.close().await;
    tracing::info!("stopped");
}

/// Tells on standard output where to go and how to make the first account.
async fn announce(
    cx: &Context,
    config: &Config,
    listeners: &[BoundListener],
    announcement: &Announcement,
) -> Result<()> {
    let mut text = String::new();
    let public = &config.http.public_base;
    writeln!(text, "Gatehouse {} runs at {public}", env!("CARGO_PKG_VERSION"))?;
    let addresses: Vec<String> = listeners.iter().flat_map(BoundListener::urls).collect();
    writeln!(text, "It listens on {}", addresses.join(", "))?;
    if !users::exist(cx).await? {
        let command = &announcement.first_user;
        writeln!(
            text,
            "There is no account yet. This command creates the first one:\n\n    {command}\n"
        )?;
    }
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    drop(out);
    let port = public.port_or_known_default();
    let leads_here = |address: &Address| matches!(address, Address::Tcp(socket) if Some(socket.port()) == port);
    if !listeners.iter().flat_map(BoundListener::addresses).any(leads_here) {
        tracing::warn!(
            "nothing listens where http.public_base, {public}, leads: set it to the address that browsers use"
        );
    }
    Ok(())
}
