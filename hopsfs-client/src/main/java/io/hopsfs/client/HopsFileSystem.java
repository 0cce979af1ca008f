package io.hopsfs.client;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.hdfs.DistributedFileSystem;

/**
 * The file system {@code hopsfs://}: HDFS's client with its calls spread over all NameNodes. The authority names one or more of them
 * ({@code hopsfs://host:port,host2:port2/}), or a configured nameservice; no other configuration is needed.
 */
public class HopsFileSystem extends DistributedFileSystem {

  /** The scheme of its URIs. */
  public static final String SCHEME = "hopsfs";

  static {
    // FileContext finds its class for a scheme in the configuration alone.
    Configuration.addDefaultResource("hopsfs-client-default.xml");
  }

  private URI uri;
  private Seeds seeds;

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public URI getUri() {
    return uri;
  }

  /** HDFS's client is given a nameservice of one name, since it doesn't take several hosts in an authority. */
  @Override
  public void initialize(URI given, Configuration conf) throws IOException {
    seeds = Seeds.of(given, conf);
    uri = URI.create(SCHEME + "://" + given.getAuthority());
    super.initialize(URI.create(SCHEME + "://" + seeds.nameservice()), seeds.configure(conf));
  }

  @Override
  protected URI canonicalizeUri(URI other) {
    try {
      var named = uri.getAuthority().equals(other.getAuthority()) ? seeds : Seeds.of(other, getConf());
      String authority = named.canonicalAuthority();
      return authority.equals(other.getAuthority())
          ? other : new URI(other.getScheme(), authority, other.getPath(), other.getQuery(), other.getFragment());
    } catch (IOException | URISyntaxException e) {
      return other;
    }
  }

  /** For {@link HopsFs}, whose paths must belong to this file system too. */
  void requireOwn(Path path) {
    checkPath(path);
  }
}
