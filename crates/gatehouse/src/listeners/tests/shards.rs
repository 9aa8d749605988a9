use super::*;

/// One that has a thread for each core.
pub async fn server() -> Server {
    let listener = json!({
        "resources": [{"name": "homeserver"}],
        "binds": [{"host": "127.0.0.1", "port": 0}],
    });
    Server::start(&configured(&json!([listener]))).await
}

#[tokio::test]
async fn what_is_ours_is_answered_on_the_threads_of_the_server() {
    let server = server().await;
    let ours = std::thread::current().name().unwrap().to_owned();
    let mut kept = Vec::new();
    // More than there are cores.
    for _ in 0..65 {
        let mut stream = server.connect().await;
        for _ in 0..2 {
            assert_eq!(ask(&mut stream, "/thread").await, ours);
        }
        kept.push(stream);
    }
    let prior = reqwest::Client::builder().http2_prior_knowledge().build().unwrap();
    let http2 = prior.get(format!("http://{}/thread", server.address())).send().await;
    assert_eq!(http2.unwrap().text().await.unwrap(), ours);
    drop(prior);
    server.end().await;
}

#[tokio::test]
async fn what_nobody_waits_for_any_more_ends() {
    let server = server().await;
    let mut stream = server.connect().await;
    send(&mut stream, "/slow").await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(stream);
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.permits.add_permits(1);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(server.permits.available_permits(), 1);
    server.end().await;
}

#[tokio::test]
async fn who_insists_ends_what_was_handed_over() {
    let server = server().await;
    let mut busy = server.connect().await;
    send(&mut busy, "/slow").await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    server.shutdown.request();
    let permits = Arc::clone(&server.permits);
    server.end().await;
    assert_eq!(answer(&mut busy).await, "");
    permits.add_permits(1);
    tokio::task::yield_now().await;
    assert_eq!(permits.available_permits(), 1);
}

#[tokio::test]
async fn a_handler_that_panics_costs_one_answer() {
    let server = server().await;
    let client = reqwest::Client::new();
    for (path, status) in [("panic", 500), ("version", 200)] {
        let asked = client.get(format!("http://{}/{path}", server.address())).send().await;
        assert_eq!(asked.unwrap().status(), status);
    }
    drop(client);
    server.end().await;
}

#[tokio::test]
async fn each_shard_has_a_thread() {
    let shards = shard::Shards::start(true).unwrap();
    assert!(!shards.of_threads().is_empty());
    for (index, shard) in shards.of_threads().iter().enumerate() {
        let (tell, told) = tokio::sync::oneshot::channel();
        let (end, ended) = tokio::sync::oneshot::channel::<()>();
        shard.serve(async {
            tell.send(std::thread::current().name().unwrap().to_owned()).unwrap();
            ended.await.unwrap();
        });
        assert_eq!(told.await.unwrap(), format!("shard-{index}"));
        assert_eq!((shard.connections(), shards.connections()), (1, 1));
        end.send(()).unwrap();
        shards.ended().await;
    }
}
