//! A connection that ends when the client does not take its answer.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

/// Bytes that a client must take in each second, on the average.
const LEAST_SPEED: u32 = 1_024;

/// Fails a write when the other side takes nothing for a given time, or its answer more slowly
/// than [`LEAST_SPEED`]. hyper limits the time of reading a head, and nothing limits the time of
/// writing.
pub(super) struct WriteTimeout<S> {
    stream: S,
    time: Duration,
    /// How much longer we wait. Waiting uses it up, and bytes that are taken restore it.
    left: Duration,
    /// Since when we wait, and the end of it; `None` while there is room.
    wait: Option<(Instant, Pin<Box<Sleep>>)>,
}

impl<S> WriteTimeout<S> {
    /// Gives the other side of `stream` this long to make room.
    pub(super) fn new(stream: S, time: Duration) -> Self {
        Self {
            stream,
            time,
            left: time,
            wait: None,
        }
    }

    /// Passes on what writing gave, unless the waits have lasted too long. `bytes` says how many
    /// bytes a result stands for.
    fn limited<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
        bytes: impl FnOnce(&T) -> usize,
    ) -> Poll<io::Result<T>> {
        if let Poll::Ready(result) = &written {
            let since = self.wait.take().map(|(since, _)| since);
            let waited = since.map(|since| since.elapsed()).unwrap_or_default();
            let bytes = result.as_ref().map_or(0, bytes);
            self.left = left_after(self.left, waited, bytes).min(self.time);
            return written;
        }
        let left = self.left;
        let (_, wait) = self
            .wait
            .get_or_insert_with(|| (Instant::now(), Box::pin(sleep(left))));
        ready!(wait.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

/// The time that is left after a wait at whose end the other side took so many bytes.
fn left_after(left: Duration, waited: Duration, bytes: usize) -> Duration {
    let bytes = u32::try_from(bytes).unwrap_or(u32::MAX);
    left.saturating_sub(waited) + Duration::from_secs(1) * bytes / LEAST_SPEED
}

impl<S: AsyncRead + Unpin> AsyncRead for WriteTimeout<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for WriteTimeout<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.limited(context, written, |bytes| *bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, buffers);
        self.limited(context, written, |bytes| *bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(context);
        self.limited(context, flushed, |()| 0)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.stream).poll_shutdown(context);
        self.limited(context, shut, |()| 0)
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;
    use std::time::Duration;

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::{WriteTimeout, left_after};

    #[test]
    fn who_takes_a_byte_now_and_then_uses_up_the_patience_and_a_slow_modem_does_not() {
        let second = Duration::from_secs(1);
        let mut left = second * 30;
        left = left_after(left, second * 29, 1);
        left = left_after(left, second * 29, 1);
        assert!(left < second / 100);
        let mut left = second * 30;
        for _ in 0..1_000 {
            left = left_after(left, second, 2_048).min(second * 30);
        }
        assert_eq!(left, second * 30);
    }

    #[tokio::test]
    async fn a_client_that_takes_nothing_is_given_up() {
        let (server, _client) = duplex(10);
        let mut server = WriteTimeout::new(server, Duration::ZERO);
        server.write_all(&[7; 10]).await.unwrap();
        let failed = server.write_all(&[7; 1]).await.unwrap_err();
        assert_eq!(failed.kind(), ErrorKind::TimedOut);
    }

    #[tokio::test]
    async fn a_client_that_takes_bytes_in_time_gets_them_all() {
        let (server, mut client) = duplex(10);
        let mut server = WriteTimeout::new(server, Duration::from_mins(10));
        let mut taken = [0; 40];
        let (written, read) =
            tokio::join!(server.write_all(&[7; 40]), client.read_exact(&mut taken));
        written.unwrap();
        read.unwrap();
        assert!(server.wait.is_none());
        assert_eq!(taken, [7; 40]);
    }
}
