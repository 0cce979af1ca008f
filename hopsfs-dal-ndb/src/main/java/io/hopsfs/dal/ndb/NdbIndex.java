package io.hopsfs.dal.ndb;

import com.mysql.ndbjtie.ndbapi.NdbRecord;

/**
 * An index as libndbclient sees it.
 *
 * @param record the columns of its key
 * @param layout where they lie, in index order
 */
record NdbIndex(NdbRecord record, RecordLayout layout) {
}
