package import Glibc

/// Starting a program as the leader of a session of its own, with no signal blocked and none ignored.
package enum SpawnedProgram {
  /// Starts a program.
  ///
  /// - Parameters:
  ///   - words: The program's path and its arguments.
  ///   - environment: All of its environment.
  ///   - addActions: Says what its files are.
  /// - Returns: Its process number.
  /// - Throws: `StartFailure` when it cannot be started.
  package static func start(
    _ words: [String],
    environment: [String: String],
    _ addActions: (inout posix_spawn_file_actions_t) -> Void
  ) throws(StartFailure) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe posix_spawn_file_actions_destroy(&actions)
      unsafe posix_spawnattr_destroy(&attributes)
    }
    unsafe addActions(&actions)
    var none = sigset_t()
    unsafe sigemptyset(&none)
    var all = sigset_t()
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    // POSIX_SPAWN_SETSID, which Swift does not import.
    let flags = Int32(0x80) | Int32(POSIX_SPAWN_SETSIGMASK) | Int32(POSIX_SPAWN_SETSIGDEF)
    unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    var arguments = unsafe words.map { unsafe strdup($0) }
    unsafe arguments.append(nil)
    var settings = unsafe environment.map { unsafe strdup("\($0.key)=\($0.value)") }
    unsafe settings.append(nil)
    var number: pid_t = 0
    let code = unsafe posix_spawn(&number, words[0], &actions, &attributes, arguments, settings)
    for position in unsafe arguments.indices { unsafe free(arguments[position]) }
    for position in unsafe settings.indices { unsafe free(settings[position]) }
    if code != 0 { throw StartFailure(code: code) }
    return number
  }
}
