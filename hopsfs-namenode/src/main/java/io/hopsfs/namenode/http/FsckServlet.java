package io.hopsfs.namenode.http;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** What {@code hdfs fsck} talks to: reads its options from the query and streams the report. */
public final class FsckServlet extends HttpServlet {
  /** Attribute of the servlet context under which the server finds the checks to run. */
  static final String CHECK = "hopsfs.fsck";

  /** Runs one check as the user that asks. */
  public interface Check {
    void run(String user, String remoteAddress, Map<String, String[]> options, PrintWriter out) throws IOException;
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
    var check = (Check) getServletContext().getAttribute(CHECK);
    String user = request.getParameter("ugi");
    if (user == null || user.isBlank()) {
      response.sendError(HttpServletResponse.SC_FORBIDDEN, "fsck needs the parameter ugi: the name of the user");
      return;
    }
    if (check == null) {
      response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "the NameNode is starting");
      return;
    }
    response.setContentType("text/plain; charset=UTF-8");
    check.run(user, request.getRemoteAddr(), request.getParameterMap(), response.getWriter());
  }
}
