// SPDX-License-Identifier: Apache-2.0
package io.ringtail.protocol.message;

/** Anything that travels in a frame. */
public sealed interface Message permits Request, Response, Event {}
