//! The floor: the bare libraries do the same requests and handle the same documents, bytes and
//! rows, without any of our work.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use reqwest::header::{ETAG, IF_NONE_MATCH};
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;

/// Starts this program as the floor.
pub(crate) const ARGUMENT: &str = "--floor";

/// At once, as in the measured configuration.
const CONCURRENCY: usize = 32;

/// Starts this program as the parts of the floor.
pub(crate) const PARTS: &str = "--floor-parts";

/// Fetches every address with the given `ETag`s, parses, hashes, and inserts in one transaction;
/// the `ETag`s stand beside the database for the next time.
pub(crate) fn pass(urls: &[String], database: &Path) -> anyhow::Result<()> {
    let known = known(database)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let read_and_hashed = |bytes: &[u8]| {
        let mut rows = read(bytes)?;
        hash(&mut rows);
        anyhow::Ok(rows)
    };
    let (etags, rows) = runtime.block_on(fetch_all(urls, &known, read_and_hashed))?;
    keep(database, &etags)?;
    let rows: Vec<Row> = rows.into_iter().flatten().collect();
    insert(database, &rows)
}

/// The same one after another in one thread; prints what each took, in milliseconds.
pub(crate) fn parts(urls: &[String], database: &Path) -> anyhow::Result<()> {
    let known = known(database)?;
    let mut started = Instant::now();
    let mut took = || {
        let took = started.elapsed();
        started = Instant::now();
        took.as_secs_f64() * 1000.0
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let (etags, bodies) = runtime.block_on(fetch_all(urls, &known, |bytes| Ok(bytes.to_vec())))?;
    keep(database, &etags)?;
    let fetching = took();
    let mut rows = Vec::new();
    for body in &bodies {
        rows.extend(read(body)?);
    }
    let reading = took();
    hash(&mut rows);
    let hashing = took();
    insert(database, &rows)?;
    println!("{fetching:.1} {reading:.1} {hashing:.1} {:.1}", took());
    Ok(())
}

fn known(database: &Path) -> anyhow::Result<Vec<String>> {
    let kept = database.with_extension("etags");
    if !kept.exists() {
        return Ok(Vec::new());
    }
    let known = std::fs::read_to_string(kept)?;
    Ok(known.lines().map(str::to_owned).collect())
}

fn keep(database: &Path, etags: &[String]) -> anyhow::Result<()> {
    Ok(std::fs::write(
        database.with_extension("etags"),
        etags.join("\n"),
    )?)
}

struct Row {
    id: String,
    title: String,
    link: String,
    published: Option<i64>,
    body: String,
    hash: [u8; 32],
}

#[expect(clippy::disallowed_methods, reason = "the floor is the bare client")]
async fn fetch_all<T: Send + 'static>(
    urls: &[String],
    known: &[String],
    read: fn(&[u8]) -> anyhow::Result<T>,
) -> anyhow::Result<(Vec<String>, Vec<T>)> {
    let _installed = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::new();
    let places = Arc::new(Semaphore::new(CONCURRENCY));
    let mut tasks = Vec::new();
    for (index, url) in urls.iter().enumerate() {
        let mut request = client.get(url);
        if let Some(etag) = known.get(index) {
            request = request.header(IF_NONE_MATCH, etag);
        }
        let places = Arc::clone(&places);
        tasks.push(tokio::spawn(async move {
            let _place = places.acquire().await?;
            let response = request.send().await?;
            let etag = response.headers().get(ETAG).cloned();
            let etag = etag
                .as_ref()
                .and_then(|etag| etag.to_str().ok())
                .unwrap_or_default()
                .to_owned();
            let bytes = response.bytes().await?;
            anyhow::Ok((etag, read(&bytes)?))
        }));
    }
    let (mut etags, mut all) = (Vec::new(), Vec::new());
    for task in tasks {
        let (etag, read) = task.await??;
        etags.push(etag);
        all.push(read);
    }
    Ok((etags, all))
}

fn read(bytes: &[u8]) -> anyhow::Result<Vec<Row>> {
    if bytes.is_empty() {
        return Ok(Vec::new());
    }
    let feed = feed_rs::parser::parse(bytes)?;
    Ok(feed
        .entries
        .into_iter()
        .map(|entry| {
            let body = entry
                .summary
                .map(|summary| summary.content)
                .unwrap_or_default();
            Row {
                hash: [0; 32],
                id: entry.id,
                title: entry.title.map(|title| title.content).unwrap_or_default(),
                link: entry
                    .links
                    .into_iter()
                    .next()
                    .map(|link| link.href)
                    .unwrap_or_default(),
                published: entry.published.map(|published| published.timestamp()),
                body,
            }
        })
        .collect())
}

fn hash(rows: &mut [Row]) {
    for row in rows {
        row.hash = Sha256::digest(&row.body).into();
    }
}

#[expect(clippy::disallowed_methods, reason = "the floor is bare SQLite")]
fn insert(database: &Path, rows: &[Row]) -> anyhow::Result<()> {
    let mut connection = Connection::open(database)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "NORMAL")?;
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY, guid TEXT UNIQUE, title TEXT, link TEXT,
             published INTEGER, body TEXT, hash BLOB)",
    )?;
    let transaction = connection.transaction()?;
    {
        let mut insert = transaction.prepare(
            "INSERT OR IGNORE INTO entries (guid, title, link, published, body, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        for row in rows {
            insert.execute(params![
                row.id,
                row.title,
                row.link,
                row.published,
                row.body,
                row.hash
            ])?;
        }
    }
    transaction.commit()?;
    Ok(())
}
