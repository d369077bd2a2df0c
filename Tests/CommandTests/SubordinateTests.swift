import SystemCalls
import Testing

extension Commands {
    @Suite("Subordinate ids", .needs(.labs), .needs(.selfContained))
    struct Subordinate {
        /// A lab of root has 65,536 ids, so that an ordinary user in it can be given some.
        @Test(
            "an ordinary user who was given subordinate ids has a lab with them (simulated in a lab of root)",
            .needs(.root))
        func simulated() throws {
            let program = try readBytes(Program.path, limit: 1 << 29)
            let outcome = try inLab(
                """
                set -e
                cat > /usr/local/bin/nsshell; chmod 755 /usr/local/bin/nsshell
                # The lab's own copies belong to no root that may map ids: these do, and are set-user-ID.
                mkdir /opt/suid; mount -t tmpfs -o suid,mode=755 x /opt/suid
                cp /usr/bin/newuidmap /usr/bin/newgidmap /opt/suid
                chmod 4755 /opt/suid/*
                for map in newuidmap newgidmap; do
                    mount --bind /opt/suid/$map /usr/bin/$map
                done
                echo 'pupil:x:4321:4321::/home/pupil:/bin/sh' >> /etc/passwd
                echo 'pupil:x:4321:' >> /etc/group
                echo pupil:10000:30000 > /etc/subuid; echo pupil:10000:30000 > /etc/subgid
                pupil() { setpriv --reuid 4321 --regid 4321 --clear-groups "$@"; }
                pupil nsshell run cat /proc/self/uid_map
                pupil nsshell run cat /proc/self/gid_map
                pupil nsshell run sh -c 'touch /tmp/x; chown 7:8 /tmp/x; stat -c "%u %g" /tmp/x; setpriv --reuid 5 --regid 6 --clear-groups id -u'
                pupil nsshell lesson uts > /dev/null && echo taught
                """, as: .root, input: program, milliseconds: 60_000)
            let lines = outcome.text.split(separator: "\n").map {
                $0.split(separator: " ").joined(separator: " ")
            }
            #expect(
                lines == [
                    "0 4321 1", "1 10000 30000", "0 4321 1", "1 10000 30000", "7 8", "5", "taught",
                ], "\(outcome.story)")
        }
    }
}
