//! Writing: as much as there is room for, and no less in the end.

use std::io::{self, ErrorKind};
use std::rc::Rc;

use super::{TcpStream, unio};
use super::{ms, pair, read_exactly, settle, simulated};

const MIB: usize = 1 << 20;

/// Bytes that are different everywhere, more or less.
fn pattern(size: usize) -> Vec<u8> {
    (0..size).map(|i| (i ^ (i >> 8) ^ (i >> 16)) as u8).collect()
}

#[test]
fn sixty_four_mib_arrive_in_order_part_by_part() {
    simulated(async {
        let (client, server) = pair().await;
        let writer = unio::create_task(async move {
            client.write_all(&pattern(64 * MIB)).await.unwrap();
        });
        let read = read_exactly(&server, 64 * MIB + 1).await;
        assert!(read == pattern(64 * MIB));
        writer.await.unwrap();
    });
}

#[test]
fn sixty_four_mib_arrive_at_a_slow_reader_with_a_small_buffer() {
    simulated(async {
        let (client, server) = pair().await;
        unio::create_task(async move {
            client.write_all(&pattern(64 * MIB)).await.unwrap();
        });
        let mut sum = 0;
        for part in 0.. {
            let bytes = read_exactly(&server, 9_999).await;
            sum += bytes.len();
            if bytes.len() < 9_999 {
                break;
            }
            if part % 1_000 == 0 {
                unio::sleep(ms(10)).await;
            }
        }
        assert_eq!(sum, 64 * MIB);
    });
}

#[test]
fn one_task_reads_while_another_writes_the_same_stream() {
    simulated(async {
        let (one, other) = pair().await;
        let ends = [Rc::new(one), Rc::new(other)];
        let tasks = ends.iter().flat_map(|end| {
            let (reader, writer) = (end.clone(), end.clone());
            let read = async move {
                let bytes = read_exactly(&reader, 8 * MIB).await;
                assert!(bytes == pattern(8 * MIB));
            };
            let write = async move {
                writer.write_all(&pattern(8 * MIB)).await.unwrap();
            };
            [unio::create_task(read), unio::create_task(write)]
        });
        let tasks: Vec<_> = tasks.collect();
        for end in unio::gather(tasks).await {
            end.unwrap();
        }
    });
}

#[test]
fn two_halves_are_two_references() {
    simulated(async {
        let (client, server) = pair().await;
        unio::create_task(super::echo(server));
        let (reader, writer): (&TcpStream, &TcpStream) = (&client, &client);
        let both = [true, false].map(async |reads| {
            if reads {
                read_exactly(reader, MIB).await
            } else {
                writer.write_all(&pattern(MIB)).await.unwrap();
                Vec::new()
            }
        });
        assert!(unio::gather(both).await[0] == pattern(MIB));
    });
}

/// Windows takes over whatever it is given at once, however much that is.
async fn little_by_little(
    stream: &TcpStream,
    bytes: &[u8],
) -> io::Result<()> {
    for some in bytes.chunks(1 << 16) {
        stream.write_all(some).await?;
    }
    Ok(())
}

#[test]
fn who_writes_to_somebody_who_never_reads_waits() {
    simulated(async {
        let (client, server) = pair().await;
        let writer = unio::create_task(async move {
            let written = little_by_little(&client, &[0; 64 * MIB]).await;
            written.unwrap_err().kind()
        });
        unio::sleep(ms(1_000)).await;
        assert!(!writer.is_finished());
        drop(server);
        let error = writer.await.unwrap();
        let broken = [ErrorKind::ConnectionReset, ErrorKind::BrokenPipe];
        assert!(broken.contains(&error), "{error:?}");
    });
}

#[test]
fn who_gives_up_writing_has_written_a_beginning() {
    simulated(async {
        let (client, server) = pair().await;
        let bytes = pattern(16 * MIB);
        let write = little_by_little(&client, &bytes);
        assert!(unio::timeout(ms(1), write).await.is_none());
        drop(client);
        let read = read_exactly(&server, 16 * MIB).await;
        assert!(!read.is_empty() && read.len() < bytes.len());
        assert!(bytes.starts_with(&read));
    });
}

#[test]
fn nothing_is_written_at_once() {
    simulated(async {
        let (client, _server) = pair().await;
        client.write_all(b"").await.unwrap();
        settle().await;
    });
}
