internal import Course
internal import Glibc
internal import Lab
internal import Lessons
internal import Namespaces
internal import SystemCalls

/// What `:map` showed last, to tell what has changed since.
struct ShownMap {
    /// The lab's own user namespace: another lab is another machine.
    let lab: NamespaceIdentity?
    let picture: Picture
    /// What it was compared with. As long as no command is run, the next one is compared with it too.
    let before: Picture?
    var isOld = false
}

extension Shell {
    /// - Parameter argument: nothing, or `--svg FILE`.
    func showMap(_ argument: String) {
        let words = argument.split(separator: " ", maxSplits: 1).map(String.init)
        guard words.isEmpty || words.count == 2 && words[0] == "--svg" else {
            page.say("Write :map, or :map --svg FILE.")
            return
        }
        let map: MachineMap
        do throws(SystemCallError) { map = try tutor.classroom.map() } catch {
            page.say("The lab cannot be looked into: \(error).")
            return
        }
        let lab = map.tree.nodes.first { $0.kind == .user && map.own.contains($0.identity) }?
            .identity
        let now = map.picture(typingIn: session)
        let before = shownMap.flatMap {
            $0.lab != lab ? nil : $0.isOld ? $0.picture : $0.before ?? $0.picture
        }
        let picture = (before.map { now.marked(since: $0) } ?? now).merged
        if words.isEmpty {
            shownMap = ShownMap(lab: lab, picture: now, before: before)
            let lines = picture.lines(width: page.width, isASCII: !Lab.showsAllLetters)
            page.write(lines.map { $0.isMarked ? page.bold($0.text) : $0.text })
            if before != nil, !lines.contains(where: \.isMarked) {
                page.say("Nothing has changed since the last :map.")
            }
        } else {
            save(picture, as: words[1])
        }
    }

    private func save(_ picture: Picture, as path: String) {
        if PictureFile.holdsSomethingElse(path) {
            page.say("\(path) is there and is no picture: take another name.")
            return
        }
        let lesson = tutor.lesson.title
        do throws(SystemCallError) {
            try PictureFile.write(picture.svg(title: "The lab of \(lesson)"), to: path)
            page.say("The map is in \(PictureFile.place(of: path)) of your own machine.")
        } catch {
            page.say("The map could not be written: \(error). \(Self.mend(error.errno))")
        }
    }

    private static func mend(_ errno: Int32) -> String {
        switch errno {
        case ENOENT, ENOTDIR: "Name a file in a folder that is there."
        case EISDIR: "Name a file in that folder."
        case EINVAL: "Something that is no file is there: take another name."
        case ENOSPC, EDQUOT: "Make room there, or name a file elsewhere."
        default: "Name a file where you may write."
        }
    }
}
