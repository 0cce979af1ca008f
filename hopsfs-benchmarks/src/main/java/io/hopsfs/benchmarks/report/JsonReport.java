package io.hopsfs.benchmarks.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/** A report as JSON, with every round's figures. */
public final class JsonReport {
  private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  public String render(Object report) throws JsonProcessingException {
    return mapper.writeValueAsString(report);
  }
}
