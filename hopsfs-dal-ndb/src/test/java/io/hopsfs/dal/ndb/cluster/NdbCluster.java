package io.hopsfs.dal.ndb.cluster;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests a private NDB Cluster: {@code @ExtendWith(NdbCluster.class)} and a parameter {@link NdbProcesses} of the
 * constructor or a method. One cluster serves all test classes of a run, and is stopped at the run's end. The system property
 * {@code hopsfs.test.ndb.datanodes} says how many data nodes it has, 2 if not set.
 */
public final class NdbCluster implements ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(NdbCluster.class);

  private record Running(NdbProcesses processes) implements ExtensionContext.Store.CloseableResource {
    @Override
    public void close() throws Throwable {
      processes.close();
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == NdbProcesses.class;
  }

  @Override
  public NdbProcesses resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context.getRoot().getStore(NAMESPACE).getOrComputeIfAbsent(Running.class, key -> start(), Running.class).processes;
  }

  private static Running start() {
    try {
      return new Running(NdbProcesses.start(Integer.getInteger("hopsfs.test.ndb.datanodes", 2)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ParameterResolutionException("interrupted while an NDB Cluster started", e);
    } catch (Exception e) {
      throw new ParameterResolutionException("no NDB Cluster for the tests: " + e.getMessage(), e);
    }
  }
}
