package dev.quarterdeck.agent.volume;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** Mounts and unmounts in the agent's mount namespace by system calls (mount(2), umount2(2)). */
final class KernelMounts {

  private static final long MS_NOSUID = 2;
  private static final long MS_NODEV = 4;
  private static final long MS_BIND = 4096;
  private static final int MNT_DETACH = 2;
  private static final int AT_FDCWD = -100;
  private static final int O_NOFOLLOW = 0400000;
  private static final int O_PATH = 010000000;
  private static final int O_CLOEXEC = 02000000;
  private static final int EPERM = 1;
  private static final int ENOENT = 2;
  private static final int ENOTDIR = 20;
  private static final int EINVAL = 22;
  private static final int ELOOP = 40;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final MemoryLayout ERRNO = Linker.Option.captureStateLayout();
  private static final MethodHandle MOUNT =
      call("mount", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
  private static final MethodHandle UMOUNT =
      call("umount2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle OPENAT =
      call("openat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
  private static final MethodHandle CLOSE =
      call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

  /** The process has no permission to mount. */
  static final class NotPermitted extends IOException {
    NotPermitted(String message) {
      super(message);
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle call(String name, FunctionDescriptor shape) {
    return LINKER.downcallHandle(
        LINKER.defaultLookup().findOrThrow(name), shape, Linker.Option.captureCallState("errno"));
  }

  /**
   * Mounts a tmpfs.
   *
   * @param options such as {@code size=1048576,mode=0777}
   */
  void tmpfs(Path target, String options) throws IOException {
    mount("tmpfs", target, "tmpfs", MS_NOSUID | MS_NODEV, options);
  }

  /**
   * Bind-mounts the file or folder at {@code inside} below {@code base} to {@code target}, which
   * must be of the same kind. It opens one path component after the other and follows no symlink,
   * so that a process that can write below {@code base} cannot redirect the mount.
   */
  void bindBelow(Path base, Path inside, Path target) throws IOException {
    var at = open(AT_FDCWD, base.toString());
    try {
      for (var part : inside) {
        if (part.toString().isEmpty()) {
          continue;
        }
        var next = open(at, part.toString());
        close(at);
        at = next;
      }
      mount("/proc/self/fd/" + at, target, "", MS_BIND, "");
    } finally {
      close(at);
    }
  }

  /** Detaches the mount at {@code target}; does nothing when there is none. */
  void unmount(Path target) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(ERRNO);
      var result =
          (int) UMOUNT.invokeExact(state, arena.allocateFrom(target.toString()), MNT_DETACH);
      var errno = errno(state);
      if (result != 0 && errno != EINVAL && errno != ENOENT) {
        throw failure("umount " + target, errno);
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private void mount(String source, Path target, String type, long flags, String options)
      throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(ERRNO);
      var result =
          (int)
              MOUNT.invokeExact(
                  state,
                  arena.allocateFrom(source),
                  arena.allocateFrom(target.toString()),
                  arena.allocateFrom(type),
                  flags,
                  arena.allocateFrom(options));
      if (result != 0) {
        throw failure("mount %s on %s".formatted(source, target), errno(state));
      }
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int open(int folder, String name) throws IOException {
    try (var arena = Arena.ofConfined()) {
      var state = arena.allocate(ERRNO);
      var flags = O_PATH | O_NOFOLLOW | O_CLOEXEC;
      var fd = (int) OPENAT.invokeExact(state, folder, arena.allocateFrom(name), flags);
      if (fd < 0) {
        throw failure("open " + name, errno(state));
      }
      var opened = Path.of("/proc/self/fd/" + fd);
      if (Files.readAttributes(opened, BasicFileAttributes.class).isSymbolicLink()) {
        close(fd);
        throw failure("open " + name, ELOOP);
      }
      return fd;
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static void close(int fd) {
    try (var arena = Arena.ofConfined()) {
      var ignored = (int) CLOSE.invokeExact(arena.allocate(ERRNO), fd);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  private static int errno(MemorySegment state) {
    return state.get(JAVA_INT, 0);
  }

  private static IOException failure(String what, int errno) {
    return switch (errno) {
      case EPERM -> new NotPermitted(what + ": operation not permitted");
      case ENOENT -> new NoSuchFileException(what + ": no such file or directory");
      case ENOTDIR -> new IOException(what + ": not a directory");
      case ELOOP -> new IOException(what + ": is a symbolic link");
      default -> new IOException("%s: errno %d".formatted(what, errno));
    };
  }

  /** The mount points at or below {@code folder}, the deepest first. */
  List<Path> below(Path folder) throws IOException {
    return MountTable.below(Files.readString(Path.of("/proc/self/mountinfo")), folder);
  }
}
