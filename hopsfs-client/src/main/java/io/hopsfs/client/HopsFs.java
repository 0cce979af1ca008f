package io.hopsfs.client;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.BlockStoragePolicySpi;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.InvalidPathException;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Options.ChecksumOpt;
import org.apache.hadoop.fs.Options.Rename;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.XAttrSetFlag;
import org.apache.hadoop.fs.permission.AclEntry;
import org.apache.hadoop.fs.permission.AclStatus;
import org.apache.hadoop.fs.permission.FsAction;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** The scheme {@code hopsfs://} for FileContext: {@link HopsFileSystem} behind the other interface. */
final class HopsFs extends DelegateToFileSystem {
  private final HopsFileSystem files;

  /** As Hadoop calls it. */
  HopsFs(URI uri, Configuration conf) throws IOException, URISyntaxException {
    this(uri, new HopsFileSystem(), conf);
  }

  private HopsFs(URI uri, HopsFileSystem files, Configuration conf) throws IOException, URISyntaxException {
    super(uri, files, conf, HopsFileSystem.SCHEME, true);
    this.files = files;
  }

  /** The superclass, which knows no authority of several hosts, has made one up. */
  @Override
  public URI getUri() {
    return files.getUri();
  }

  @Override
  public void checkPath(Path path) {
    URI uri = path.toUri();
    if (uri.getScheme() == null && (uri.getAuthority() != null || !path.isUriPathAbsolute())) {
      throw new InvalidPathException("relative paths not allowed:" + path);
    }
    try {
      files.requireOwn(path);
    } catch (IllegalArgumentException e) {
      throw new InvalidPathException(e.getMessage());
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof HopsFs fs && getUri().equals(fs.getUri());
  }

  @Override
  public int hashCode() {
    return getUri().hashCode();
  }

  /** Whether a missing parent is an error is for the NameNode to decide, not for two calls with time between them. */
  @Override
  public FSDataOutputStream createInternal(Path path, EnumSet<CreateFlag> flags, FsPermission permission, int bufferSize,
      short replication, long blockSize, Progressable progress, ChecksumOpt checksum, boolean createParent) throws IOException {
    var client = files.getClient();
    var out = client.primitiveCreate(
        getUriPath(path), permission, flags, createParent, replication, blockSize, progress, bufferSize, checksum);
    return client.createWrappedOutputStream(out, statistics, out.getInitialLen());
  }

  @Override
  public void mkdir(Path directory, FsPermission permission, boolean createParent) throws IOException {
    files.getClient().primitiveMkdir(getUriPath(directory), permission, createParent);
  }

  @Override
  @SuppressWarnings("deprecation") // the one rename that takes options
  public void renameInternal(Path from, Path to, boolean overwrite) throws IOException {
    files.rename(from, to, overwrite ? Rename.OVERWRITE : Rename.NONE);
  }

  @Override
  public RemoteIterator<FileStatus> listStatusIterator(Path path) throws IOException {
    return files.listStatusIterator(path);
  }

  @Override
  public RemoteIterator<LocatedFileStatus> listLocatedStatus(Path path) throws IOException {
    return files.listLocatedStatus(path);
  }

  @Override
  public RemoteIterator<Path> listCorruptFileBlocks(Path path) throws IOException {
    return files.listCorruptFileBlocks(path);
  }

  @Override
  public void msync() throws IOException {
    files.msync();
  }

  @Override
  public void access(Path path, FsAction mode) throws IOException {
    files.access(path, mode);
  }

  @Override
  public void modifyAclEntries(Path path, List<AclEntry> entries) throws IOException {
    files.modifyAclEntries(path, entries);
  }

  @Override
  public void removeAclEntries(Path path, List<AclEntry> entries) throws IOException {
    files.removeAclEntries(path, entries);
  }

  @Override
  public void removeDefaultAcl(Path path) throws IOException {
    files.removeDefaultAcl(path);
  }

  @Override
  public void removeAcl(Path path) throws IOException {
    files.removeAcl(path);
  }

  @Override
  public void setAcl(Path path, List<AclEntry> entries) throws IOException {
    files.setAcl(path, entries);
  }

  @Override
  public AclStatus getAclStatus(Path path) throws IOException {
    return files.getAclStatus(path);
  }

  @Override
  public void setXAttr(Path path, String name, byte[] value, EnumSet<XAttrSetFlag> flags) throws IOException {
    files.setXAttr(path, name, value, flags);
  }

  @Override
  public byte[] getXAttr(Path path, String name) throws IOException {
    return files.getXAttr(path, name);
  }

  @Override
  public Map<String, byte[]> getXAttrs(Path path) throws IOException {
    return files.getXAttrs(path);
  }

  @Override
  public Map<String, byte[]> getXAttrs(Path path, List<String> names) throws IOException {
    return files.getXAttrs(path, names);
  }

  @Override
  public List<String> listXAttrs(Path path) throws IOException {
    return files.listXAttrs(path);
  }

  @Override
  public void removeXAttr(Path path, String name) throws IOException {
    files.removeXAttr(path, name);
  }

  @Override
  public Path createSnapshot(Path path, String name) throws IOException {
    return files.createSnapshot(path, name);
  }

  @Override
  public void renameSnapshot(Path path, String oldName, String newName) throws IOException {
    files.renameSnapshot(path, oldName, newName);
  }

  @Override
  public void deleteSnapshot(Path directory, String name) throws IOException {
    files.deleteSnapshot(directory, name);
  }

  @Override
  public void satisfyStoragePolicy(Path path) throws IOException {
    files.satisfyStoragePolicy(path);
  }

  @Override
  public void setStoragePolicy(Path path, String policy) throws IOException {
    files.setStoragePolicy(path, policy);
  }

  @Override
  public void unsetStoragePolicy(Path path) throws IOException {
    files.unsetStoragePolicy(path);
  }

  @Override
  public BlockStoragePolicySpi getStoragePolicy(Path path) throws IOException {
    return files.getStoragePolicy(path);
  }

  @Override
  public Collection<? extends BlockStoragePolicySpi> getAllStoragePolicies() throws IOException {
    return files.getAllStoragePolicies();
  }
}
