//! Every file in `tests/fixtures/texts` is a test. `<name>.snap` beside it has the extracted text
//! and the form that is compared.

use std::fs;
use std::path::Path;

use feedfold::normalize::{body_text, normalize};

#[test]
fn what_is_left_of_a_body() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/texts");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../fixtures/texts");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let mut count = 0;
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|kind| kind != "html") {
            continue;
        }
        count += 1;
        let text = body_text(&fs::read_to_string(&path).unwrap());
        let compared = normalize(&text);
        let name = path.file_name().unwrap().to_str().unwrap();
        settings.bind(|| {
            insta::assert_snapshot!(name, format!("{text}\n\n=>\n\n{}", compared.as_str()));
        });
    }
    assert!(count >= 6);
}

#[test]
fn a_portals_copy_and_a_traditional_copy_differ_in_what_was_added_only() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/texts");
    let folded = |name| normalize(&body_text(&fs::read_to_string(folder.join(name)).unwrap()));
    let (portal, traditional) = (folded("portal.html"), folded("traditional.html"));
    assert!(portal.as_str().ends_with(traditional.as_str()));
}
