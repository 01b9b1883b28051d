/*
 * Copyright 2026 The Millrace Authors
 * SPDX-License-Identifier: Apache-2.0
 */

package dev.millrace.execution.checkpoint.storage.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;

/** The default file system, each of whose operations goes by a {@link Disk} first. */
public final class FileSystemOnDisk extends FileSystem {
  private final FileSystem real;
  private final Disk disk;
  private final Provider provider = new Provider();

  private FileSystemOnDisk(FileSystem real, Disk disk) {
    this.real = real;
    this.disk = disk;
  }

  /** {@code path} as a path of a file system that goes by {@code disk}. */
  public static Path on(Disk disk, Path path) {
    return new FileSystemOnDisk(path.getFileSystem(), disk).wrap(path);
  }

  Path wrap(Path path) {
    return new PathOnDisk(this, path);
  }

  static Path real(Path path) {
    return path instanceof PathOnDisk wrapped ? wrapped.real() : path;
  }

  @Override
  public FileSystemProvider provider() {
    return provider;
  }

  @Override
  public void close() {}

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public boolean isReadOnly() {
    return false;
  }

  @Override
  public String getSeparator() {
    return real.getSeparator();
  }

  @Override
  public Iterable<Path> getRootDirectories() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Iterable<FileStore> getFileStores() {
    return real.getFileStores();
  }

  @Override
  public Set<String> supportedFileAttributeViews() {
    return real.supportedFileAttributeViews();
  }

  @Override
  public Path getPath(String first, String... more) {
    return wrap(real.getPath(first, more));
  }

  @Override
  public PathMatcher getPathMatcher(String pattern) {
    PathMatcher matcher = real.getPathMatcher(pattern);
    return path -> matcher.matches(real(path));
  }

  @Override
  public UserPrincipalLookupService getUserPrincipalLookupService() {
    return real.getUserPrincipalLookupService();
  }

  @Override
  public WatchService newWatchService() {
    throw new UnsupportedOperationException();
  }

  private void operation(Disk.Kind kind, Path path) throws IOException {
    disk.operation(kind, path, path, 0);
  }

  private final class Provider extends FileSystemProvider {
    @Override
    public String getScheme() {
      return "disk";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
      throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI uri) {
      throw new UnsupportedOperationException();
    }

    @Override
    public SeekableByteChannel newByteChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(
        Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
        throws IOException {
      Path file = real(path);
      boolean creates =
          options.contains(StandardOpenOption.CREATE_NEW)
              || (options.contains(StandardOpenOption.CREATE) && !Files.exists(file));
      if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
        throw new UnsupportedOperationException("Truncating while opening is not modelled");
      }
      operation(creates ? Disk.Kind.CREATE : Disk.Kind.OPEN, file);
      return new ChannelOnDisk(disk, file, FileChannel.open(file, options, attributes));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
        Path directory, DirectoryStream.Filter<? super Path> filter) throws IOException {
      operation(Disk.Kind.LIST, real(directory));
      DirectoryStream<Path> stream =
          Files.newDirectoryStream(real(directory), entry -> filter.accept(wrap(entry)));
      return new DirectoryStream<>() {
        @Override
        public Iterator<Path> iterator() {
          Iterator<Path> entries = stream.iterator();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return entries.hasNext();
            }

            @Override
            public Path next() {
              return wrap(entries.next());
            }
          };
        }

        @Override
        public void close() throws IOException {
          stream.close();
        }
      };
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
      if (!Files.exists(real(directory))) {
        operation(Disk.Kind.MAKE_DIRECTORY, real(directory));
      }
      Files.createDirectory(real(directory), attributes);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
      disk.operation(Disk.Kind.LINK, real(existing), real(link), 0);
      Files.createLink(real(link), real(existing));
    }

    @Override
    public void delete(Path path) throws IOException {
      if (Files.exists(real(path))) {
        operation(Disk.Kind.DELETE, real(path));
      }
      Files.delete(real(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
      try (FileChannel from = newFileChannel(source, Set.of(StandardOpenOption.READ));
          FileChannel to =
              newFileChannel(
                  target, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (from.read(buffer) >= 0) {
          buffer.flip();
          while (buffer.hasRemaining()) {
            to.write(buffer);
          }
          buffer.clear();
        }
      }
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
      disk.operation(Disk.Kind.RENAME, real(source), real(target), 0);
      Files.move(real(source), real(target), options);
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
      return Files.isSameFile(real(path), real(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
      return Files.isHidden(real(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
      return Files.getFileStore(real(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
      real(path).getFileSystem().provider().checkAccess(real(path), modes);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(
        Path path, Class<V> type, LinkOption... options) {
      return Files.getFileAttributeView(real(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
        Path path, Class<A> type, LinkOption... options) throws IOException {
      operation(Disk.Kind.ATTRIBUTES, real(path));
      return Files.readAttributes(real(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
        throws IOException {
      operation(Disk.Kind.ATTRIBUTES, real(path));
      return Files.readAttributes(real(path), attributes, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options)
        throws IOException {
      Files.setAttribute(real(path), attribute, value, options);
    }
  }
}
