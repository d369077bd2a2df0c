internal import Course
internal import Lab
internal import Lessons
internal import SystemCalls
internal import Terminal

/// Other windows on the lab: `nsshell attach`.
extension Shell {
    /// Lets other windows in.
    func openDoor() {
        let lesson = tutor.lesson.name
        do throws(SystemCallError) {
            door = try LabDoor(to: tutor.classroom.lab, lesson: lesson)
        } catch {
            // No descriptor or thread is left. Who types `nsshell attach` is told that there is no
            // lab.
            door = nil
        }
    }

    /// Another lab has taken the place of the one that windows were let into.
    func leadWindows() {
        door?.lead(to: tutor.classroom.lab, lesson: tutor.lesson.name)
    }

    func tellNews(of door: LabDoor) -> LineEditor.WatchAnswer {
        let text = page.gather {
            for news in door.takeNews() {
                switch news {
                case .entered(let number): page.say("Session \(number) is open in another window.")
                case .left(let number): page.say("Session \(number) has been closed.")
                case .commandEnded(let number):
                    showCalls()
                    tutor.classroom.lab.terminals.window(number).map(tellWhyUnseen)
                    tell(tutor.commandEnded())
                }
            }
        }
        return text.isEmpty ? .goOn : .show(text)
    }
}
