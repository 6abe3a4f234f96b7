//! Tells the WebSub hub of the site which outputs changed.

use futures_util::future::join_all;

use crate::fetch::Fetcher;
use crate::model::{Cause, Failure, HubOutcome, OutputOutcome, OutputReport, Step};
use crate::pipeline::Plan;

/// Tells the hub of each feed that was written, and notes in its report what the hub answered.
///
/// Call it after the files have their names, and without the lock: a slow hub must not keep
/// another run waiting. A hub that fails makes no run fail, since readers also ask by themselves.
pub async fn tell_hub(plan: Plan<'_>, reports: &mut [OutputReport]) {
    let Some(hub) = &plan.site.hub else {
        return;
    };
    let changed: Vec<_> = reports
        .iter_mut()
        .filter(|report| matches!(report.outcome, OutputOutcome::Written { .. }))
        .filter_map(|report| {
            let mut outputs = plan.outputs.iter();
            let output = outputs.find(|output| output.name == report.output)?;
            output.format.is_feed().then_some((report, output))
        })
        .collect();
    if changed.is_empty() {
        return;
    }
    let fetcher = match Fetcher::new(plan.policy) {
        Ok(fetcher) => fetcher,
        Err(error) => {
            let failure = Failure {
                step: Step::Publish,
                cause: Cause::Setup,
                what: format!("the hub was not told: {error}"),
                remedy: "correct `[fetch]`; the outputs are written".to_owned(),
            };
            for (report, _) in changed {
                report.hub = Some(HubOutcome::Failed {
                    failure: failure.clone(),
                });
            }
            return;
        }
    };
    let messages = changed.into_iter().map(async |(report, output)| {
        report.hub = Some(match fetcher.tell_hub(hub, &output.url).await {
            Ok(()) => HubOutcome::Told,
            Err(failure) => HubOutcome::Failed { failure },
        });
    });
    join_all(messages).await;
}
