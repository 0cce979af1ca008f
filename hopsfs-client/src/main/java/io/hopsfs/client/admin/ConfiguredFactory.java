package io.hopsfs.client.admin;

import org.apache.hadoop.conf.Configuration;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes commands, handing the configuration to those whose constructor takes it. */
final class ConfiguredFactory implements IFactory {

  private final Configuration configuration;
  private final IFactory fallback = CommandLine.defaultFactory();

  ConfiguredFactory(Configuration configuration) {
    this.configuration = configuration;
  }

  @Override
  public <K> K create(Class<K> type) throws Exception {
    for (var constructor : type.getDeclaredConstructors()) {
      if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Configuration.class) {
        return type.cast(constructor.newInstance(configuration));
      }
    }
    return fallback.create(type);
  }
}
