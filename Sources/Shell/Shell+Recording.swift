internal import Course
internal import Glibc
internal import Lessons
internal import SystemCalls

/// The file that a learner's transcript goes to.
struct RecordFile {
    let path: String
    /// What it held before, for the steps that were done then.
    let earlier: [UInt8]?
    let lesson: String
}

/// Why a file cannot be a learner's record.
public struct RecordRefusal: Error {
    public let what: String
    public let mend: String
}

extension Shell {
    /// Keeps what is done from now on in a file, as ``record(to:)``, and says so.
    func obeyRecord(_ path: String) {
        guard !path.isEmpty else {
            page.say(record.map { "What you do is kept in \($0.path)." } ?? "Write :record FILE.")
            return
        }
        do throws(RecordRefusal) { try record(to: path) } catch {
            page.say("\(error.what): \(error.mend).")
        }
    }

    /// Keeps what is done from now on in a file, which is written with every step.
    ///
    /// A transcript of the same lesson goes on where it stopped; anything else is left alone.
    public func record(to path: String) throws(RecordRefusal) {
        guard tutor.step != nil else {
            page.say("The lesson is completed: :back or :goto STEP goes into it again.")
            return
        }
        var earlier: [UInt8]?
        do throws(SystemCallError) {
            earlier = try readRegularFile(path, limit: Replayer.largestFile)
        } catch {
            if error.errno != ENOENT {
                throw RecordRefusal(what: "\(path) cannot be a record: \(error)", mend: "take another name")
            }
        }
        if let earlier, !earlier.isEmpty, !tutor.isTranscript(earlier) {
            throw RecordRefusal(
                what: "\(path) is there and is no transcript of this lesson", mend: "take another name")
        }
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        guard access(folder, W_OK | X_OK) == 0 else {
            let error = SystemCallError("access", folder, errno: errno)
            throw RecordRefusal(
                what: "\(path) cannot be a record: \(error)", mend: "name a file where you may write")
        }
        record = RecordFile(path: path, earlier: earlier, lesson: tutor.lesson.name)
        tutor.record()
        page.say("What you do is kept in \(path).")
    }

    /// Writes what has been done so far.
    func saveRecord() {
        guard let record else { return }
        guard record.lesson == tutor.lesson.name, tutor.isRecording else {
            self.record = nil
            page.say("The record in \(record.path) ends here.")
            return
        }
        guard let text = tutor.transcript(after: record.earlier) else { return }
        do throws(SystemCallError) { try PictureFile.write(text, to: record.path) } catch {
            self.record = nil
            page.say("The record cannot be written: \(error). It ends here.")
        }
    }
}
