using System.Globalization;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Loop;

/// <summary>
/// The messages of a conversation. When they approach the model's context size, the oldest tool results are omitted,
/// since the model can call a tool again. When the provider rejects them nevertheless, they are compacted step by step.
/// The prompt is never shortened.
/// </summary>
internal sealed class ConversationHistory(IReadOnlyList<ChatMessage> prompt, int contextTokens)
{
    // The last three turns: what the model is working on.
    private const int ProtectedMessages = 6;

    // An average for English text and code; used only until the provider has reported a number.
    private const int CharactersPerToken = 4;

    private readonly List<ChatMessage> _messages = [.. prompt];
    private long _contextTokens = contextTokens;
    private int _droppedTurns;

    /// <summary>The messages, oldest first.</summary>
    public IList<ChatMessage> Messages => _messages;

    /// <summary>Adds a message from the factory.</summary>
    public void AddUserMessage(string text) => _messages.Add(new ChatMessage(ChatRole.User, text));

    /// <summary>Adds the results of the calls of one turn.</summary>
    public void AddToolResults(IEnumerable<FunctionResultContent> results) => _messages.Add(new ChatMessage(ChatRole.Tool, [.. results]));

    /// <summary>Compacts the oldest messages when three quarters of the context are used.</summary>
    /// <param name="inputTokens">The number of input tokens that the provider reported for the latest call; null to
    /// estimate it.</param>
    public void CompactIfNeeded(long? inputTokens)
    {
        var used = Math.Max(inputTokens ?? 0, CountCharacters() / CharactersPerToken);
        var tooMany = (used - (_contextTokens * 3 / 4)) * CharactersPerToken;
        var enough = CountCharacters() - tooMany;
        CompactMessages(HistoryCompactor.DropToolResults, _messages.Count - ProtectedMessages, enough);
        CompactMessages(HistoryCompactor.DropReasoningAndLongArguments, _messages.Count - ProtectedMessages, enough);
    }

    /// <summary>
    /// Reduces the messages to about half their size, after the provider has rejected them as too long.
    /// </summary>
    /// <returns>False when nothing could be omitted.</returns>
    public bool CompactToHalf()
    {
        var before = CountCharacters();

        // The configured context size was wrong, as it often is for models that run locally. Remembered, so that the
        // next turns are compacted in time.
        _contextTokens = Math.Min(_contextTokens, Math.Max(1, before / CharactersPerToken));
        var enough = before / 2;
        CompactMessages(HistoryCompactor.DropToolResults, _messages.Count - ProtectedMessages, enough);
        CompactMessages(HistoryCompactor.DropReasoningAndLongArguments, _messages.Count - ProtectedMessages, enough);
        CompactMessages(HistoryCompactor.TruncateToolResults, _messages.Count, enough);
        DropTurns(enough);
        CompactMessages(HistoryCompactor.DropToolResults, _messages.Count, enough);
        return CountCharacters() < before;
    }

    private void CompactMessages(Func<ChatMessage, ChatMessage> shorten, int count, long enough)
    {
        for (var i = 0; i < count && CountCharacters() > enough; i++)
        {
            _messages[i] = shorten(_messages[i]);
        }
    }

    // Removes whole turns, from one assistant message up to the next: APIs reject a tool result without its call.
    private void DropTurns(long enough)
    {
        var before = _droppedTurns;
        while (CountCharacters() > enough && _messages.FindIndex(m => m.Role == ChatRole.Assistant) is >= 0 and var first)
        {
            var next = _messages.FindIndex(first + 1, m => m.Role == ChatRole.Assistant);
            if (next < 0)
            {
                break;
            }

            _messages.RemoveRange(first, next - first);
            _droppedTurns++;
        }

        if (_droppedTurns == before)
        {
            return;
        }

        if (before > 0)
        {
            // The notice of the previous call, with an older number.
            _messages.RemoveAt(prompt.Count);
        }

        var notice = string.Create(
            CultureInfo.InvariantCulture,
            $"({_droppedTurns} of your earlier turns were omitted to save space. Your changes are still there: read the files before " +
            $"you continue.)");
        _messages.Insert(prompt.Count, new ChatMessage(ChatRole.User, notice));
    }

    private long CountCharacters() => _messages.Sum(HistoryCompactor.CountCharacters);
}
