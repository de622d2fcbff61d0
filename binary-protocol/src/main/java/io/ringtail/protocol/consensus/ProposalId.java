// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.consensus;

/**
 * Names a proposal for as long as anybody may ask what became of it, whoever proposes it again.
 *
 * @param writer random id of the lane that made it
 * @param number of the lane's proposals, ascending; none has two contents
 */
public record ProposalId(long writer, long number) {
  /** Of a proposal that changes nothing, which nobody asks for. */
  public static final ProposalId NOBODY = new ProposalId(0, 0);
}
