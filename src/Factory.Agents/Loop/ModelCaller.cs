using System.Globalization;
using Factory.Agents.Transcripts;
using Factory.Contracts.Errors;
using Factory.Domain.Attempts;
using Factory.Domain.Models;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Loop;

/// <summary>
/// One turn's call of the model, with what can be mended here: an answer that broke off is asked for again, and a history that does not fit
/// is compacted. What could be waited for was waited for below (<c>CallRetry</c>); everything else ends the attempt.
/// </summary>
internal sealed class ModelCaller(IModelSession session, IReadOnlyList<AIFunctionDeclaration> tools, TranscriptWriter transcript, ILoopObserver observer)
{
    private const int MaxOutputTokens = 32_000;

    /// <summary>Asks, and adds the answer to the conversation.</summary>
    /// <param name="conversation">What the model is told.</param>
    /// <param name="tokensLeft">What the attempt may still use.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="FactoryException">What the model session threw, when it could not be mended.</exception>
    public async Task<ChatResponse> CallAsync(ConversationHistory conversation, long tokensLeft, CancellationToken cancellationToken)
    {
        var options = new ChatOptions
        {
            Tools = [.. tools],
            MaxOutputTokens = (int)Math.Min(Math.Max(1, tokensLeft), Math.Min(MaxOutputTokens, session.Model.MaxOutputTokens)),
        };
        for (var broken = 0; ;)
        {
            try
            {
                var response = await session.Client.GetStreamingResponseAsync(conversation.Messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);
                conversation.Messages.AddMessages(response);
                return response;
            }
            catch (FactoryException e) when (e.Code == ErrorCodes.ModelResponseInvalid)
            {
                if (++broken >= LoopLimits.MaxIncompleteResponses)
                {
                    throw;
                }

                ReportNotice(string.Create(CultureInfo.InvariantCulture, $"{e.Message.TrimEnd('.')}; asks again ({broken + 1} of {LoopLimits.MaxIncompleteResponses})"));
            }
            catch (FactoryException e) when (e.Code == ErrorCodes.ModelContextExceeded)
            {
                if (!conversation.CompactToHalf())
                {
                    throw;
                }

                ReportNotice($"{e.Message.TrimEnd('.')}; leaves out older parts of the history and asks again");
            }
        }
    }

    private void ReportNotice(string text)
    {
        transcript.Write(TranscriptEntryKind.Notice, text);
        observer.ReportAction(text);
    }
}
