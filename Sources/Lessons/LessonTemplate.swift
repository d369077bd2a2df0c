/// The lesson that a new lesson begins as: small, complete, and its comments explain the format.
public enum LessonTemplate {
    /// - Parameters:
    ///   - name: as ``Lesson/isName(_:)`` has it.
    ///   - title: one line.
    public static func text(name: String, title: String) -> String {
        """
        ---
        lesson: \(name)
        title: \(quoted(title))
        kinds: [uts]                    # what it is about, spelled as in /proc/PID/ns
        minutes: 5
        needs: [hostname, unshare]      # programs that the commands call
        requires: []                    # abilities of the lab: network, cgroup2
        ---

        <!-- A comment like this one is for authors; learners do not see it.
        What stands before the first heading is the introduction. Say why anyone would want this. -->

        Every process belongs to exactly one UTS namespace, and sees the host name that this
        namespace holds. In this lesson you give a shell a host name of its own.

        ## A namespace of one's own

        <!-- Each heading of level 2 with fences under it is a step. Its id is the heading's anchor,
        here a-namespace-of-ones-own, or what the next line says. -->
        <!-- step: enter -->

        Start a shell in a new UTS namespace.

        <!-- console: the lesson's own commands, with the prompt at which each is typed. host$ is a
        shell in the lab's own namespaces, uts$ one that has a UTS namespace for itself, host@2$ a
        second terminal. Output is not written down: the facts below are asked of the kernel. -->
        ```console
        host$ unshare -u /bin/bash
        ```

        <!-- expect: false before the step, true after it. PATH: PREDICATE, one a line. -->
        ```expect
        here.ns.uts: differs from host.ns.uts
        ```

        <!-- alternative: another right way. One fence each. -->
        ```alternative
        host$ unshare --uts /bin/sh
        ```

        <!-- wrong: a way that must not pass. -->
        ```wrong
        host$ unshare -u true
        ```

        <!-- mistake: a wrong way that learners take. when: how it is recognised, say: the words
        that help, try: the commands that make it. Indented lines continue. -->
        ```mistake
        when: here.ns.ipc: differs from host.ns.ipc
        say: That shell has an IPC namespace of its own, and still shares the host name.
          Leave it with `exit`, and look at the options of `unshare` again.
        try: host$ unshare -i /bin/bash
        ```

        <!-- hint: from a nudge to the answer. -->
        ```hint
        `unshare` runs a program with some namespaces unshared.
        ```
        ```hint
        `unshare --help` lists an option for each kind; you need the one for UTS.
        ```
        ```hint
        `unshare -u /bin/bash`
        ```

        <!-- kernel: what the kernel did, for those who ask. -->
        ```kernel
        unshare(2) with `CLONE_NEWUTS` → `copy_utsname()` (kernel/utsname.c)
        ```

        ## Rename it

        <!-- step: rename -->

        Name this machine `\(hostName)`, and look whether the lab took notice.

        ```console
        uts$ hostname \(hostName)
        ```

        ```expect
        here.hostname: \(hostName)
        ```

        <!-- keep: true before the step, during it and after it. At least one wrong or mistake of
        the step must break it, or it would not be worth its line. -->
        ```keep
        host.hostname: not \(hostName)
        ```

        ```alternative
        uts$ echo \(hostName) > /tmp/name
        uts$ hostname -F /tmp/name
        ```

        ```mistake
        when: host.hostname: \(hostName)
        say: You renamed the lab itself: this shell is in the host's UTS namespace. Enter a
          new one first, with `unshare -u /bin/bash`.
        try: uts$ exit
          host$ hostname \(hostName)
        ```

        ```hint
        The program that shows the name can also set it.
        ```
        ```hint
        `hostname \(hostName)`
        ```

        ## What you have learned

        <!-- A heading without fences is prose. After the last step, it closes the lesson. -->

        The host name belongs to a namespace, not to the machine. Now prove this file:
        `nsshell lint --prove \(name).md` plays each of its commands, the wrong ones too.

        """
    }

    private static let hostName = "my-machine"

    /// A YAML text between double quotes.
    private static func quoted(_ title: String) -> String {
        var text = ""
        for scalar in title.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: text += " "
            default: text.unicodeScalars.append(scalar)
            }
        }
        return "\"\(text)\""
    }
}
