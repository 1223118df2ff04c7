namespace Factory.Protocols.Canonical;

/// <summary>For providers whose streams hold complete parts.</summary>
internal static class ResponseStreamSinkExtensions
{
    /// <summary>
    /// A complete part. Text and reasoning continue the open block of their kind; a tool call is a block of its own.
    /// </summary>
    /// <param name="sink">Takes the part.</param>
    /// <param name="part">The part.</param>
    /// <param name="upstream">The API of the provider.</param>
    /// <exception cref="TranslationException">An image or a tool result, which no client's API can express in a
    /// reply.</exception>
    public static void AppendPart(this IResponseStreamSink sink, ContentPart part, ModelApi upstream)
    {
        switch (part)
        {
            case TextPart text:
                sink.AppendText(text.Text);
                break;
            case RefusalPart refusal:
                sink.AppendRefusal(refusal.Text);
                break;
            case ReasoningPart reasoning:
                sink.AppendReasoning(reasoning.Text);
                // Without a signature the block stays open: the next delta continues the same reasoning.
                if (reasoning.Signature != new ReasoningSignature(upstream, ""))
                {
                    sink.SetReasoningSignature(reasoning.Signature);
                }

                break;
            case ToolCallPart call:
                sink.BeginToolCall(call.Id, call.Name);
                sink.AppendToolArguments(call.Arguments);
                sink.EndBlock();
                break;
            default:
                throw MessageParts.NotInReply(part);
        }
    }
}
