package io.hopsfs.tests.launcher;

/** Main class that prints what its JVM was given: {@code bin/hopsfs} runs it in tests. */
public final class PrintJvm {

  private PrintJvm() {
  }

  public static void main(String[] properties) {
    System.out.println("heap=" + Runtime.getRuntime().maxMemory());
    for (var name : properties) {
      System.out.println(name + "=" + System.getProperty(name));
    }
  }
}
