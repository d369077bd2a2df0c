/// What people see of results of every kind, at two widths; blank lines stand between lessons.
enum PrettyGolden {
    static let at80 = #"""
        A host name of one's own (uts)
          ok  What is this machine called, and who says so?                         2 ms
          ok  Rename it                                                             2 ms
          ok  Leave it                                                              2 ms

        A host name of one's own (uts)
          skipped  needs ip, which is not installed: package iproute2 (Debian, Alpine,
                   Arch), iproute (Fedora)

        A host name of one's own (uts)
          NO LAB  clone3 user+mnt: Operation not permitted (EPERM)
          next: `nsshell doctor` says what this machine lacks, and how to mend it

        A host name of one's own (uts)
          ok           What is this machine called, and who says so?              0.8 ms
          FAILED       Rename it                                                   2.0 s
            lessons/uts.md:29: true before the step was begun, so that it proves nothing
              here.hostname: uts-namespace
                expected: here.hostname to be uts-namespace
                found:    uts-namespace
            the session's last output:
              │ hostname: you must be root
            next: `nsshell lint --prove lessons/uts.md` proves each check of the lesson
          not reached  Leave it

        A host name of one's own (uts)
          ok           What is this machine called, and who says so?              0.8 ms
          FAILED       Rename it                                                   2.0 s
            lessons/uts.md:29: not true after the step's commands
              here.hostname: uts-namespace
                expected: here.hostname to be uts-namespace
                found:    lab
            lessons/uts.md:30: not true after the step's commands
              here.ns.uts: differs from host.ns.uts
                expected: here.ns.uts to differ from host.ns.uts
                found:    lab
            lessons/uts.md:33: must hold throughout the step, and does not
              host.hostname: lab
                expected: host.hostname to be lab
                found:    lab
            the session's last output:
              │ hostname: you must be root
            next: `nsshell lint --prove lessons/uts.md` proves each check of the lesson
          not reached  Leave it

        A host name of one's own (uts)
          ok           What is this machine called, and who says so?              0.8 ms
          FAILED       Rename it                                                   2.0 s
            lessons/uts.md:33: must hold throughout the step, and does not
              host.hostname: lab
                expected: host.hostname to be lab
                found:    uts-namespace
            the session's last output:
              │ hostname: you must be root
            next: `nsshell lint --prove lessons/uts.md` proves each check of the lesson
          not reached  Leave it

        A host name of one's own (uts)
          ok           What is this machine called, and who says so?              0.8 ms
          FAILED       Rename it                                                   2.0 s
            lessons/uts.md:25: the lesson types at uts$, but the session is at host$
            the session's last output:
              │ hostname: you must be root
            next: type the step's commands by hand: `nsshell learn lessons/uts.md`
          not reached  Leave it

        A host name of one's own (uts)
          ok           What is this machine called, and who says so?              0.8 ms
          FAILED       Rename it                                                   2.0 s
            lessons/uts.md:25: `hostname uts-namespace` could not be typed: a program
              still runs in that session
            the session's last output:
              │ hostname: you must be root
            next: type the step's commands by hand: `nsshell learn lessons/uts.md`
          not reached  Leave it

        A host name of one's own (uts)
          ok           What is this machine called, and who says so?              0.8 ms
          FAILED       Rename it                                                   2.0 s
            lessons/uts.md:25: the session had ended when `hostname uts-namespace` was
              to be typed
            the session's last output:
              │ hostname: you must be root
            next: type the step's commands by hand: `nsshell learn lessons/uts.md`
          not reached  Leave it

        A host name of one's own (uts)
          ok           What is this machine called, and who says so?              0.8 ms
          FAILED       Rename it                                                   2.0 s
            lessons/uts.md:20: setns uts: Operation not permitted (EPERM)
            the session's last output:
              │ hostname: you must be root
            next: `nsshell doctor` says what this machine lacks, and how to mend it
          not reached  Leave it

        10 lessons: 10 steps passed, 7 failed, 7 not reached, 1 lesson skipped, no lab
        for 1 lesson (14.1 s)
        """#

    static let at40 = #"""
        A host name of one's own (uts)
          ok  What is this machine          2 ms
              called, and who says so?
          ok  Rename it                     2 ms
          ok  Leave it                      2 ms

        A host name of one's own (uts)
          skipped  needs ip, which is not
                   installed: package iproute2
                   (Debian, Alpine, Arch),
                   iproute (Fedora)

        A host name of one's own (uts)
          NO LAB  clone3 user+mnt: Operation not
                  permitted (EPERM)
          next: `nsshell doctor` says what this
              machine lacks, and how to mend it

        A host name of one's own (uts)
          ok           What is this       0.8 ms
                       machine called,
                       and who says so?
          FAILED       Rename it           2.0 s
            lessons/uts.md:29: true before the
              step was begun, so that it proves
              nothing
              here.hostname: uts-namespace
                expected: here.hostname to be
                          uts-namespace
                found:    uts-namespace
            the session's last output:
              │ hostname: you must be root
            next: `nsshell lint --prove
                lessons/uts.md` proves each
                check of the lesson
          not reached  Leave it

        A host name of one's own (uts)
          ok           What is this       0.8 ms
                       machine called,
                       and who says so?
          FAILED       Rename it           2.0 s
            lessons/uts.md:29: not true after
              the step's commands
              here.hostname: uts-namespace
                expected: here.hostname to be
                          uts-namespace
                found:    lab
            lessons/uts.md:30: not true after
              the step's commands
              here.ns.uts: differs from
                host.ns.uts
                expected: here.ns.uts to differ
                          from host.ns.uts
                found:    lab
            lessons/uts.md:33: must hold
              throughout the step, and does not
              host.hostname: lab
                expected: host.hostname to be
                          lab
                found:    lab
            the session's last output:
              │ hostname: you must be root
            next: `nsshell lint --prove
                lessons/uts.md` proves each
                check of the lesson
          not reached  Leave it

        A host name of one's own (uts)
          ok           What is this       0.8 ms
                       machine called,
                       and who says so?
          FAILED       Rename it           2.0 s
            lessons/uts.md:33: must hold
              throughout the step, and does not
              host.hostname: lab
                expected: host.hostname to be
                          lab
                found:    uts-namespace
            the session's last output:
              │ hostname: you must be root
            next: `nsshell lint --prove
                lessons/uts.md` proves each
                check of the lesson
          not reached  Leave it

        A host name of one's own (uts)
          ok           What is this       0.8 ms
                       machine called,
                       and who says so?
          FAILED       Rename it           2.0 s
            lessons/uts.md:25: the lesson types
              at uts$, but the session is at
              host$
            the session's last output:
              │ hostname: you must be root
            next: type the step's commands by
                hand: `nsshell learn
                lessons/uts.md`
          not reached  Leave it

        A host name of one's own (uts)
          ok           What is this       0.8 ms
                       machine called,
                       and who says so?
          FAILED       Rename it           2.0 s
            lessons/uts.md:25: `hostname
              uts-namespace` could not be typed:
              a program still runs in that
              session
            the session's last output:
              │ hostname: you must be root
            next: type the step's commands by
                hand: `nsshell learn
                lessons/uts.md`
          not reached  Leave it

        A host name of one's own (uts)
          ok           What is this       0.8 ms
                       machine called,
                       and who says so?
          FAILED       Rename it           2.0 s
            lessons/uts.md:25: the session had
              ended when `hostname
              uts-namespace` was to be typed
            the session's last output:
              │ hostname: you must be root
            next: type the step's commands by
                hand: `nsshell learn
                lessons/uts.md`
          not reached  Leave it

        A host name of one's own (uts)
          ok           What is this       0.8 ms
                       machine called,
                       and who says so?
          FAILED       Rename it           2.0 s
            lessons/uts.md:20: setns uts:
              Operation not permitted (EPERM)
            the session's last output:
              │ hostname: you must be root
            next: `nsshell doctor` says what
                this machine lacks, and how to
                mend it
          not reached  Leave it

        10 lessons: 10 steps passed, 7 failed, 7
        not reached, 1 lesson skipped, no lab
        for 1 lesson (14.1 s)
        """#
}
