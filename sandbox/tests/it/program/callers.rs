//! Callers that hold on to their connections.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::running::Running;

/// With 64 file handles, the program runs out of them long before it runs out of places.
#[test]
fn callers_that_hold_on_do_not_stop_it() {
    let program = Running::under("ulimit -n 64", &[]);
    let mut holding = Vec::new();
    for number in 0..400 {
        let Ok(mut stream) = TcpStream::connect(&program.host) else {
            continue;
        };
        if number % 2 == 0 {
            // Answers that nobody reads.
            let ask = format!("GET / HTTP/1.1\r\nHost: {}\r\n\r\n", program.host).repeat(20);
            let _ = stream.write_all(ask.as_bytes());
        }
        holding.push(stream);
        if number % 50 == 49 {
            let began = Instant::now();
            let token = program.token();
            let (status, _) = program.pay(&token, &format!("ORDER-{number}")).unwrap();
            let took = began.elapsed();
            assert_eq!(status, 200);
            assert!(took < Duration::from_secs(5), "{number}: {took:?}");
        }
    }
    assert_eq!(program.count(), 8);
}
