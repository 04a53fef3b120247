//! Over a network, with TLS.

use gateway_postgres::tls::verified_by;
use gateway_postgres::{Postgres, tokio_postgres};
use gateway_servers::PostgresServer;
use tokio_rustls::rustls::RootCertStore;

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_reached_by_tls_if_its_certificate_is_of_its_name_and_signed_by_a_root() {
    let of = |name: &str| rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
    let (own, other) = (of("localhost"), of("localhost"));
    let key = own.signing_key.serialize_pem();
    let Some((_server, port)) = PostgresServer::with_tls(&own.cert.pem(), &key) else {
        return;
    };
    for (name, root, is_reached) in [
        ("localhost", &own, true),
        ("localhost", &other, false),
        ("elsewhere", &own, false),
    ] {
        let config = format!(
            "host={name} hostaddr=127.0.0.1 port={port} user=test dbname=postgres sslmode=require"
        );
        let config: tokio_postgres::Config = config.parse().unwrap();
        let mut roots = RootCertStore::empty();
        roots.add(root.cert.der().clone()).unwrap();
        let postgres = Postgres::new(&config, verified_by(roots).unwrap()).unwrap();
        assert_eq!(postgres.durability().await.is_ok(), is_reached, "{name}");
    }
}
