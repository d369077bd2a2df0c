/// The files of a lab that are the lab's own, and the environment of its shells.
enum ShellFiles {
    /// Semantic-prompt marks, OSC 133: `D` with the last exit status ends a command, what stands
    /// between `A` and `B` is the prompt, `C` starts a command's output. Exported, so that a shell
    /// started *inside* a session keeps reporting; a shell expands `$?` when it prints its prompt.
    static let firstPrompt = "\u{1b}]133;D;$?\u{7}\u{1b}]133;A\u{7}$ \u{1b}]133;B\u{7}"
    static let continuationPrompt = "\u{1b}]133;A;k=s\u{7}> \u{1b}]133;B\u{7}"
    static let commandStart = "\u{1b}]133;C\u{7}"

    static let searchPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// Below `/etc`. The host's own files of these names would set another prompt.
    static let inEtc: [(path: String, text: String)] = [
        ("hostname", "lab\n"),
        ("hosts", "127.0.0.1\tlocalhost\n127.0.1.1\tlab\n::1\tlocalhost ip6-localhost\n"),
        // No name server: a lab has no network beyond itself, and look-ups fail at once.
        ("resolv.conf", ""),
        ("bash.bashrc", interactive),
        ("profile", "[ -z \"$BASH\" ] || . /etc/bash.bashrc\n"),
        ("nsshell.sh", interactive),
    ]

    /// Below the home directory: where bash looks that was built without /etc/bash.bashrc.
    static let atHome: [(path: String, text: String)] = [(".bashrc", interactive)]

    /// In a session nsshell is the line editor: a shell that edited too would redraw what was typed.
    /// A prompt of the learner's own has no marks, and nsshell could not tell it from output: bash
    /// takes the one with marks again.
    /// In a window of its own the shell edits as ever, and prints the marks all the same; one that
    /// is not bash gets a prompt without what only bash expands. A shell that somebody runs by hand
    /// has a prompt that names the machine.
    private static let interactive = """
        case $- in
        *i*)
            if [ -n "$NSSHELL_SESSION" ]; then
                set +o emacs +o vi 2>/dev/null
                [ -z "$BASH" ] || PROMPT_COMMAND='[ "${PS1-}" = "$NSSHELL_SESSION" ] || {
                    export PS1=$NSSHELL_SESSION
                    echo "the prompt is drawn by nsshell here: PS1 is as it was" >&2
                }'
            elif [ -n "$NSSHELL_WINDOW" ]; then
                [ -n "$BASH" ] || PS1=$NSSHELL_WINDOW
            elif [ -n "$BASH" ]; then
                PS1='\\u@\\h:\\w\\$ '
            fi ;;
        esac

        """

    /// In a lab everyone is root already, and tutorials are full of `sudo`.
    static let sudo = """
        #!/bin/sh
        # This machine is yours: you are root here already, so sudo just runs the command.
        while [ $# -gt 0 ]; do
            case $1 in
            -u | -g | -h | -p | -C | -D | -R | -T | -U) shift; [ $# -eq 0 ] || shift ;;
            -s | -i | --shell | --login) shift; [ $# -gt 0 ] || set -- "${SHELL:-/bin/sh}" ;;
            --) shift; break ;;
            -*) shift ;;
            [A-Za-z_]*=*) export "$1"; shift ;;
            *) break ;;
            esac
        done
        [ $# -gt 0 ] || exit 0
        exec "$@"

        """

    /// What every process of a session starts with: nothing of the learner's own environment.
    ///
    /// - Parameter locale: of the letters alone. Messages are as lessons quote them, and verify them,
    ///   everywhere; and a program that starts reads one file for its locale rather than twelve.
    static func environment(terminal: String, locale: String?) -> [String] {
        [
            "PATH=\(searchPath)", "HOME=/root", "USER=root", "LOGNAME=root", "SHELL=/bin/bash",
            "TERM=\(terminal)", "HISTFILE=/dev/null",
        ] + [locale.map { "LC_CTYPE=\($0)" }].compactMap(\.self)
    }

    /// What the shell of a window gets besides: its prompt, with the marks out of readline's sight.
    static func windowPrompts(_ number: Int) -> [String] {
        [
            "PS0=\(commandStart)",
            "PS1=\\[\u{1b}]133;D;$?\u{7}\u{1b}]133;A\u{7}\\]"
                + "\\h@\(number):\\w\\$ \\[\u{1b}]133;B\u{7}\\]",
            "PS2=\\[\u{1b}]133;A;k=s\u{7}\\]> \\[\u{1b}]133;B\u{7}\\]",
            "ENV=/etc/nsshell.sh", "NSSHELL_WINDOW=\(firstPrompt)",
        ]
    }

    /// What an interactive shell gets besides.
    static let prompts = [
        "PS0=\(commandStart)", "PS1=\(firstPrompt)", "PS2=\(continuationPrompt)",
        "ENV=/etc/nsshell.sh", "NSSHELL_SESSION=\(firstPrompt)",
    ]
}
