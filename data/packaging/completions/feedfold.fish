# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_feedfold_global_optspecs
    string join \n config= v/verbose log-format= h/help V/version
end

function __fish_feedfold_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_feedfold_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_feedfold_using_subcommand
    set -l cmd (__fish_feedfold_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c feedfold -n "__fish_feedfold_needs_command" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_needs_command" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_needs_command" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_needs_command" -s V -l version -d 'Print version'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "init" -d 'Write a commented feeds.toml to begin with'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "run" -d 'Read the sources that are due, store what is new, write the outputs'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "watch" -d 'Do the work of `run` for ever: read each source when it is due, publish what is new'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "publish" -d 'Write the outputs from what is stored'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "serve" -d 'Serve the outputs and pages over HTTP, beside runs'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "check" -d 'Say what is wrong with the configuration and what each source would do'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "add" -d 'Find the feeds behind addresses and add them to the configuration'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "opml" -d 'Take the subscriptions of another reader over, or print ours for one'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "remove" -d 'Take a source out of the configuration'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "disable" -d 'Stop reading a source, and keep its stories published'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "sources" -d 'Show the health of every source and when it is due'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "stories" -d 'List the newest stories'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "show" -d 'Show one story with every repost and why it was folded'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "search" -d 'Find stories by titles, texts, issuers, official numbers and other facts'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "stats" -d 'Print numbers by day and source: what came, who was first, who follows whom'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "explain" -d 'Say why entries were folded or not: which keys and numbers decided'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "diff" -d 'Show what differs between two entries, or between two forms of one'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "merge" -d 'Put the stories of two entries together, whatever their texts say'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "split" -d 'Take an entry out of its story for good'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "pin" -d 'Let an entry represent its story'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "hide" -d 'Let no output carry a story'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "relabel" -d 'Give a story labels or take some from it, whatever sources and rules give'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "rules" -d 'Try the rules on the stored stories'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "refold" -d 'Decide everything again after an upgrade, and say what that changed'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "prune" -d 'Remove the texts of old stories, so that nothing of them comes back as new'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "vacuum" -d 'Make the file of the store as small as its contents'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "doctor" -d 'Say what is wrong with the installation and how to put it right, changing nothing'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "backup" -d 'Write a checked copy of the store, also while a run is at work'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "restore" -d 'Put a backup in the place of the store, and keep the old store beside it'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "preview" -d 'Show what a source would give, storing nothing'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "export" -d 'Write every stored entry, one JSON line each'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "eval" -d 'Measure folding on labels, show every wrong pair, or fit the weights'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "demo" -d 'Show the whole program at work on bundled feeds, without network or configuration'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "completions" -d 'Print completions for a shell'
complete -c feedfold -n "__fish_feedfold_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c feedfold -n "__fish_feedfold_using_subcommand init" -l title -d 'Title of the published feed' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand init" -l url -d 'Address of the folder in which your web server will show the feed' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand init" -l author -d 'Who publishes: a person or a desk' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand init" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand init" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand init" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand run" -l source -d 'Read this source only' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand run" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand run" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand run" -l force -d 'Read every source now, due or not; still conditionally. Retry-After holds, and 410 unless --source names it'
complete -c feedfold -n "__fish_feedfold_using_subcommand run" -l dry-run -d 'Read the sources, show what would be new; store and publish nothing'
complete -c feedfold -n "__fish_feedfold_using_subcommand run" -l no-wait -d 'End at once (code 75) when another run is at work, instead of waiting 30 s for it'
complete -c feedfold -n "__fish_feedfold_using_subcommand run" -l strict -d 'Count failed sources as a failure (code 1)'
complete -c feedfold -n "__fish_feedfold_using_subcommand run" -l new-store -d 'Begin a new store where the old one is lost: stories keep the ids they have in the output files'
complete -c feedfold -n "__fish_feedfold_using_subcommand run" -l json -d 'Print the report as JSON'
complete -c feedfold -n "__fish_feedfold_using_subcommand run" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand run" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand watch" -l serve -d 'Also serve the outputs and pages there, such as 127.0.0.1:8080. Port 0 takes a free one' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand watch" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand watch" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand watch" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand watch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand publish" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand publish" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand publish" -l json -d 'Print what happened to every output as JSON'
complete -c feedfold -n "__fish_feedfold_using_subcommand publish" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand publish" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand serve" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand serve" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand serve" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand check" -l explain -d 'Say of one story which rules it meets, by which words, and which outputs carry it' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand check" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand check" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand check" -l schema -d 'Print a JSON Schema of feeds.toml, for editors, and check nothing'
complete -c feedfold -n "__fish_feedfold_using_subcommand check" -l json -d 'Print one JSON object: `problems` and `sources`, or the explained story'
complete -c feedfold -n "__fish_feedfold_using_subcommand check" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand add" -l name -d 'Name of the source, for one address; without it, feedfold makes one from the title' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand add" -l label -d 'Label every entry of the new sources; may be repeated' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand add" -l category -d 'Group of the new sources in reports' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand add" -l interval -d 'How long to wait between two requests, such as 2h' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand add" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand add" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand add" -l full-text -d 'Read the texts from the pages of the entries: for feeds that carry only summaries'
complete -c feedfold -n "__fish_feedfold_using_subcommand add" -l list -d 'Only list the feeds found, and add none'
complete -c feedfold -n "__fish_feedfold_using_subcommand add" -l json -d 'Print one JSON object per address'
complete -c feedfold -n "__fish_feedfold_using_subcommand add" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and not __fish_seen_subcommand_from import export help" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and not __fish_seen_subcommand_from import export help" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and not __fish_seen_subcommand_from import export help" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and not __fish_seen_subcommand_from import export help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and not __fish_seen_subcommand_from import export help" -f -a "import" -d 'Add the feeds of an OPML file, of newsboat\'s `urls`, or of a list of addresses'
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and not __fish_seen_subcommand_from import export help" -f -a "export" -d 'Print the sources as OPML, for another reader'
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and not __fish_seen_subcommand_from import export help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and __fish_seen_subcommand_from import" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and __fish_seen_subcommand_from import" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and __fish_seen_subcommand_from import" -l dry-run -d 'Show what would be added, and add nothing'
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and __fish_seen_subcommand_from import" -l json -d 'Print the report as JSON'
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and __fish_seen_subcommand_from export" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and __fish_seen_subcommand_from export" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and __fish_seen_subcommand_from export" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and __fish_seen_subcommand_from export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and __fish_seen_subcommand_from help" -f -a "import" -d 'Add the feeds of an OPML file, of newsboat\'s `urls`, or of a list of addresses'
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and __fish_seen_subcommand_from help" -f -a "export" -d 'Print the sources as OPML, for another reader'
complete -c feedfold -n "__fish_feedfold_using_subcommand opml; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c feedfold -n "__fish_feedfold_using_subcommand remove" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand remove" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand remove" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand remove" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand disable" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand disable" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand disable" -l undo -d 'Take it back: read the source again'
complete -c feedfold -n "__fish_feedfold_using_subcommand disable" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand disable" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand sources" -l quiet -d 'Silence the alarms of this source, present and future ones' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand sources" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand sources" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand sources" -l boilerplate -d 'Show instead what each source repeats in different stories: lines, which are not compared, and whole texts that it shows instead of articles (subscribe, accept cookies)'
complete -c feedfold -n "__fish_feedfold_using_subcommand sources" -l undo -d 'Let the alarms of that source be heard again'
complete -c feedfold -n "__fish_feedfold_using_subcommand sources" -l json -d 'Print one JSON array'
complete -c feedfold -n "__fish_feedfold_using_subcommand sources" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand sources" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand stories" -l limit -d 'How many, newest first' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand stories" -l min-entries -d 'Only stories that at least this many entries carry' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand stories" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand stories" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand stories" -l json -d 'Print one JSON array'
complete -c feedfold -n "__fish_feedfold_using_subcommand stories" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand stories" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand show" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand show" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand show" -l json -d 'Print one JSON object'
complete -c feedfold -n "__fish_feedfold_using_subcommand show" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand search" -l limit -d 'How many' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand search" -l order -d 'Which come first' -r -f -a "newest\t'The newest'
best\t'Those with every word in a title, the newest of these first'"
complete -c feedfold -n "__fish_feedfold_using_subcommand search" -l after -d 'Go on after this story: the id of the last one that was shown' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand search" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand search" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand search" -l json -d 'Print one JSON array'
complete -c feedfold -n "__fish_feedfold_using_subcommand search" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand search" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand stats" -l from -d 'First day of the window, as 2026-11-01; without it, 30 days before the end' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand stats" -l to -d 'Last day of the window; without it, today' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand stats" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand stats" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand stats" -l json -d 'Print one JSON object'
complete -c feedfold -n "__fish_feedfold_using_subcommand stats" -l csv -d 'Print comma-separated values, one line for each day and source'
complete -c feedfold -n "__fish_feedfold_using_subcommand stats" -l html -d 'Print the page of numbers that `serve` has, as one HTML file; it has at most 92 days'
complete -c feedfold -n "__fish_feedfold_using_subcommand stats" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand stats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand explain" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand explain" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand explain" -l json -d 'Print one JSON object'
complete -c feedfold -n "__fish_feedfold_using_subcommand explain" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand diff" -l layout -d 'How to draw it; auto takes two columns when the terminal has 120 or more' -r -f -a "auto\t'What suits the terminal'
side\t'Two columns'
unified\t'One column'"
complete -c feedfold -n "__fish_feedfold_using_subcommand diff" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand diff" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand diff" -l html -d 'Write one HTML page to standard output'
complete -c feedfold -n "__fish_feedfold_using_subcommand diff" -l json -d 'Print one JSON object'
complete -c feedfold -n "__fish_feedfold_using_subcommand diff" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand merge" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand merge" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand merge" -l undo -d 'Take such a decision back'
complete -c feedfold -n "__fish_feedfold_using_subcommand merge" -l json -d 'Print one JSON object'
complete -c feedfold -n "__fish_feedfold_using_subcommand merge" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand merge" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand split" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand split" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand split" -l undo -d 'Take such a decision back'
complete -c feedfold -n "__fish_feedfold_using_subcommand split" -l json -d 'Print one JSON object'
complete -c feedfold -n "__fish_feedfold_using_subcommand split" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand split" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand pin" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand pin" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand pin" -l undo -d 'Take such a decision back'
complete -c feedfold -n "__fish_feedfold_using_subcommand pin" -l json -d 'Print one JSON object'
complete -c feedfold -n "__fish_feedfold_using_subcommand pin" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand pin" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand hide" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand hide" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand hide" -l undo -d 'Take such a decision back'
complete -c feedfold -n "__fish_feedfold_using_subcommand hide" -l json -d 'Print one JSON object'
complete -c feedfold -n "__fish_feedfold_using_subcommand hide" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand hide" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand relabel" -l add -d 'Give the story this label; may be repeated' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand relabel" -l remove -d 'Take this label from the story; may be repeated' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand relabel" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand relabel" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand relabel" -l undo -d 'Take such decisions back: those about these labels, or without labels all'
complete -c feedfold -n "__fish_feedfold_using_subcommand relabel" -l json -d 'Print one JSON object'
complete -c feedfold -n "__fish_feedfold_using_subcommand relabel" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand relabel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand rules; and not __fish_seen_subcommand_from test help" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand rules; and not __fish_seen_subcommand_from test help" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand rules; and not __fish_seen_subcommand_from test help" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand rules; and not __fish_seen_subcommand_from test help" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand rules; and not __fish_seen_subcommand_from test help" -f -a "test" -d 'Try the rules on the stored stories: what each matches, and what the outputs would gain and lose'
complete -c feedfold -n "__fish_feedfold_using_subcommand rules; and not __fish_seen_subcommand_from test help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c feedfold -n "__fish_feedfold_using_subcommand rules; and __fish_seen_subcommand_from test" -l days -d 'Try the rules on the stories of this many days' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand rules; and __fish_seen_subcommand_from test" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand rules; and __fish_seen_subcommand_from test" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand rules; and __fish_seen_subcommand_from test" -l json -d 'Print JSON lines: the window, then each rule, then each output'
complete -c feedfold -n "__fish_feedfold_using_subcommand rules; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand rules; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand rules; and __fish_seen_subcommand_from help" -f -a "test" -d 'Try the rules on the stored stories: what each matches, and what the outputs would gain and lose'
complete -c feedfold -n "__fish_feedfold_using_subcommand rules; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c feedfold -n "__fish_feedfold_using_subcommand refold" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand refold" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand refold" -l dry-run -d 'Work on a copy of the store and say what would change'
complete -c feedfold -n "__fish_feedfold_using_subcommand refold" -l json -d 'Print one JSON object'
complete -c feedfold -n "__fish_feedfold_using_subcommand refold" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand refold" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand prune" -l older-than -d 'Remove the texts of stories to which nothing came, and in which nothing changed, for so long, such as `730 days`' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand prune" -l max-size -d 'Remove the texts of the first stored stories until what the store holds takes no more than this, such as `4 GiB`' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand prune" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand prune" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand prune" -l dry-run -d 'Say what would be removed, and remove nothing'
complete -c feedfold -n "__fish_feedfold_using_subcommand prune" -l json -d 'Print one JSON object'
complete -c feedfold -n "__fish_feedfold_using_subcommand prune" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand prune" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand vacuum" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand vacuum" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand vacuum" -l dry-run -d 'Say what room is needed, and change nothing'
complete -c feedfold -n "__fish_feedfold_using_subcommand vacuum" -l json -d 'Print one JSON object'
complete -c feedfold -n "__fish_feedfold_using_subcommand vacuum" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand vacuum" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand doctor" -l backups -d 'Folder of the backups [default: the folder of the store]' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand doctor" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand doctor" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand doctor" -l json -d 'Print one JSON object: `wrong`, `notes` and `findings`'
complete -c feedfold -n "__fish_feedfold_using_subcommand doctor" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand backup" -l keep -d 'Keep the newest N backups with such names in that folder, and remove the older ones' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand backup" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand backup" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand backup" -l overwrite -d 'Replace the file if it is there already'
complete -c feedfold -n "__fish_feedfold_using_subcommand backup" -l json -d 'Print what was written as one JSON object'
complete -c feedfold -n "__fish_feedfold_using_subcommand backup" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand backup" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand restore" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand restore" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand restore" -l json -d 'Print what was done as one JSON object'
complete -c feedfold -n "__fish_feedfold_using_subcommand restore" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand restore" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand preview" -l content-type -d 'The Content-Type to assume, instead of the server\'s; for files there is none otherwise' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand preview" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand preview" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand preview" -l json -d 'Print JSON lines: one for the feed, then one per entry'
complete -c feedfold -n "__fish_feedfold_using_subcommand preview" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand preview" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand export" -l format -d 'How each entry is written' -r -f -a "jsonl\t'One JSON object per entry and line'
csv\t'A table with a header (RFC 4180), without the evidence'
posts\t'A Markdown file with front matter for each entry, with its text'"
complete -c feedfold -n "__fish_feedfold_using_subcommand export" -l to -d 'The folder for posts; it is made if it is missing' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand export" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand export" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand export" -l json -d 'The same as `--format jsonl`, as with every other report'
complete -c feedfold -n "__fish_feedfold_using_subcommand export" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand export" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand eval" -l ignore -d 'JSON lines {"a","b"}: pairs that count neither way, by entry key, file or guid. The first file belongs to the first LABELS, and so on' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand eval" -l pairs -d 'Score judged pairs instead: JSON lines {"a","b","fold": true, false or null}' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand eval" -l sets -d 'Fit to the sets of this file, each in its own store: JSON lines {"name","store","labels","ignore","pairs"}. No configuration is read' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand eval" -l show -d 'Show at most this many wrong pairs of each file, false folds first' -r
complete -c feedfold -n "__fish_feedfold_using_subcommand eval" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand eval" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand eval" -l fit -d 'Fit the weights of the terms in src/fold/evidence to the pairs within each set and print them. A set is a file of LABELS for the store of the configuration, or a line of --sets'
complete -c feedfold -n "__fish_feedfold_using_subcommand eval" -l json -d 'Print one JSON object'
complete -c feedfold -n "__fish_feedfold_using_subcommand eval" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand eval" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand demo" -l into -d 'Write configuration, store and feed to this folder, new or empty [default: a new one for temporary files]' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand demo" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand demo" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand demo" -l json -d 'Print both reports, the stories and what was refused as one JSON object'
complete -c feedfold -n "__fish_feedfold_using_subcommand demo" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand demo" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand completions" -l config -d 'The configuration; without it `$FEEDFOLD_CONFIG`, else ./feeds.toml. Relative paths in it count from its folder' -r -F
complete -c feedfold -n "__fish_feedfold_using_subcommand completions" -l log-format -d 'Send messages, and the result of each source, to a log; with -v also each step and its duration' -r -f -a "text\t'Lines for a person'
json\t'A JSON object for each message and each source that was read, on standard error'
journald\t'The same to journald, with fields: `journalctl FEEDFOLD_SOURCE=name`'"
complete -c feedfold -n "__fish_feedfold_using_subcommand completions" -s v -l verbose -d 'Say more: also what went well'
complete -c feedfold -n "__fish_feedfold_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "init" -d 'Write a commented feeds.toml to begin with'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "run" -d 'Read the sources that are due, store what is new, write the outputs'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "watch" -d 'Do the work of `run` for ever: read each source when it is due, publish what is new'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "publish" -d 'Write the outputs from what is stored'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "serve" -d 'Serve the outputs and pages over HTTP, beside runs'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "check" -d 'Say what is wrong with the configuration and what each source would do'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "add" -d 'Find the feeds behind addresses and add them to the configuration'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "opml" -d 'Take the subscriptions of another reader over, or print ours for one'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "remove" -d 'Take a source out of the configuration'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "disable" -d 'Stop reading a source, and keep its stories published'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "sources" -d 'Show the health of every source and when it is due'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "stories" -d 'List the newest stories'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "show" -d 'Show one story with every repost and why it was folded'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "search" -d 'Find stories by titles, texts, issuers, official numbers and other facts'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "stats" -d 'Print numbers by day and source: what came, who was first, who follows whom'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "explain" -d 'Say why entries were folded or not: which keys and numbers decided'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "diff" -d 'Show what differs between two entries, or between two forms of one'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "merge" -d 'Put the stories of two entries together, whatever their texts say'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "split" -d 'Take an entry out of its story for good'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "pin" -d 'Let an entry represent its story'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "hide" -d 'Let no output carry a story'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "relabel" -d 'Give a story labels or take some from it, whatever sources and rules give'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "rules" -d 'Try the rules on the stored stories'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "refold" -d 'Decide everything again after an upgrade, and say what that changed'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "prune" -d 'Remove the texts of old stories, so that nothing of them comes back as new'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "vacuum" -d 'Make the file of the store as small as its contents'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "doctor" -d 'Say what is wrong with the installation and how to put it right, changing nothing'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "backup" -d 'Write a checked copy of the store, also while a run is at work'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "restore" -d 'Put a backup in the place of the store, and keep the old store beside it'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "preview" -d 'Show what a source would give, storing nothing'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "export" -d 'Write every stored entry, one JSON line each'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "eval" -d 'Measure folding on labels, show every wrong pair, or fit the weights'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "demo" -d 'Show the whole program at work on bundled feeds, without network or configuration'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "completions" -d 'Print completions for a shell'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and not __fish_seen_subcommand_from init run watch publish serve check add opml remove disable sources stories show search stats explain diff merge split pin hide relabel rules refold prune vacuum doctor backup restore preview export eval demo completions help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and __fish_seen_subcommand_from opml" -f -a "import" -d 'Add the feeds of an OPML file, of newsboat\'s `urls`, or of a list of addresses'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and __fish_seen_subcommand_from opml" -f -a "export" -d 'Print the sources as OPML, for another reader'
complete -c feedfold -n "__fish_feedfold_using_subcommand help; and __fish_seen_subcommand_from rules" -f -a "test" -d 'Try the rules on the stored stories: what each matches, and what the outputs would gain and lose'
