/// What programs read of a lesson that passed, one that failed, and one that was skipped.
enum MachineGolden {
    static let tap = #"""
        TAP version 14
        1..3
        # Subtest: uts: A host name of one's own
            1..3
            ok 1 - look: What is this machine called, and who says so?
            ok 2 - rename: Rename it
            ok 3 - leave: Leave it
        ok 1 - uts: A host name of one's own
          ---
          duration_ms: 38.217
          ...
        # Subtest: uts: A host name of one's own
            1..3
            ok 1 - look: What is this machine called, and who says so?
            not ok 2 - rename: Rename it
              ---
              message: "`host.hostname: lab` must hold throughout: expected host.hostname to be lab, found lab"
              severity: fail
              reason: broken
              file: "lessons/uts.md"
              line: 33
              duration_ms: 2004.0
              expectations:
                - text: "host.hostname: lab"
                  role: keep
                  line: 33
                  expected: "host.hostname to be lab"
                  found: "lab"
              output: |
                hostname: you must be root
              next: "`nsshell lint --prove lessons/uts.md` proves each check of the lesson"
              ...
            ok 3 - leave: Leave it # SKIP a step before it failed
        not ok 2 - uts: A host name of one's own
          ---
          duration_ms: 2014.0
          ...
        ok 3 - uts: A host name of one's own # SKIP needs ip, which is not installed: package iproute2 (Debian, Alpine, Arch), iproute (Fedora)

        """#
}
