using System.Globalization;
using Factory.Agents.Transcripts;
using Factory.Contracts.Errors;
using Factory.Domain.Attempts;
using Factory.Domain.Models;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Loop;

/// <summary>
/// Calls the model for one turn. An incomplete response is requested again, and a conversation that is too long is
/// compacted. Transient errors are retried by the session (<c>CallRetry</c>); all others end the attempt.
/// </summary>
internal sealed class ModelCaller(
    IModelSession session,
    IReadOnlyList<AIFunctionDeclaration> tools,
    TranscriptWriter transcript,
    ILoopObserver observer)
{
    // The reservation of a call covers its maximum output. A larger limit would hold back more of the budget than a
    // turn of an agent ever uses.
    private const int MaxOutputTokens = 32_000;

    /// <summary>Calls the model and adds its response to the conversation.</summary>
    /// <param name="conversation">The messages.</param>
    /// <param name="tokensLeft">The number of tokens that the attempt has left.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="FactoryException">The model session failed with an error that is not handled here.</exception>
    public async Task<ChatResponse> CallAsync(ConversationHistory conversation, long tokensLeft, CancellationToken cancellationToken)
    {
        var options = new ChatOptions
        {
            Tools = [.. tools],
            MaxOutputTokens = (int)Math.Min(Math.Max(1, tokensLeft), Math.Min(MaxOutputTokens, session.Model.MaxOutputTokens)),
        };
        for (var incomplete = 0; ;)
        {
            try
            {
                // Streamed although only the complete response is used: the gateway can stop a stream at the budget,
                // and proxies close idle connections.
                var response = await session.Client
                    .GetStreamingResponseAsync(conversation.Messages, options, cancellationToken)
                    .ToChatResponseAsync(cancellationToken);
                conversation.Messages.AddMessages(response);
                return response;
            }
            catch (FactoryException e) when (e.Code == ErrorCodes.ModelResponseInvalid)
            {
                if (++incomplete >= LoopLimits.MaxIncompleteResponses)
                {
                    throw;
                }

                ReportNotice(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{e.Message.TrimEnd('.')}; calling the model again ({incomplete + 1} of {LoopLimits.MaxIncompleteResponses})"));
            }
            catch (FactoryException e) when (e.Code == ErrorCodes.ModelContextExceeded)
            {
                if (!conversation.CompactToHalf())
                {
                    throw;
                }

                ReportNotice($"{e.Message.TrimEnd('.')}; calling the model again without older parts of the conversation");
            }
        }
    }

    private void ReportNotice(string text)
    {
        transcript.Write(TranscriptEntryKind.Notice, text);
        observer.ReportAction(text);
    }
}
