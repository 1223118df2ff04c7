using System.Globalization;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Loop;

/// <summary>
/// The messages so far. When they grow towards the model's context size, the oldest results of tools make room: a model can call a tool
/// again. When the provider says that they do not fit all the same, they are compacted step by step; the brief always stays.
/// </summary>
internal sealed class ConversationHistory(IReadOnlyList<ChatMessage> prompt, int contextTokens)
{
    private const int ProtectedMessages = 6;
    private const int CharactersPerToken = 4;

    private readonly List<ChatMessage> _messages = [.. prompt];
    private long _contextTokens = contextTokens;
    private int _droppedTurns;

    /// <summary>All messages, oldest first.</summary>
    public IList<ChatMessage> Messages => _messages;

    /// <summary>Adds a message of the factory.</summary>
    public void AddUserMessage(string text) => _messages.Add(new ChatMessage(ChatRole.User, text));

    /// <summary>Adds the result of the calls of a turn.</summary>
    public void AddToolResults(IEnumerable<FunctionResultContent> results) => _messages.Add(new ChatMessage(ChatRole.Tool, [.. results]));

    /// <summary>Makes room once three quarters of the context are used.</summary>
    /// <param name="inputTokens">Tokens of the latest call as the provider counted them; null to estimate.</param>
    public void CompactIfNeeded(long? inputTokens)
    {
        var used = Math.Max(inputTokens ?? 0, CountCharacters() / CharactersPerToken);
        var tooMany = (used - (_contextTokens * 3 / 4)) * CharactersPerToken;
        var enough = CountCharacters() - tooMany;
        CompactMessages(HistoryCompactor.DropToolResults, _messages.Count - ProtectedMessages, enough);
        CompactMessages(HistoryCompactor.DropReasoningAndLongArguments, _messages.Count - ProtectedMessages, enough);
    }

    /// <summary>Makes the history about half as long, because the provider said that it does not fit. The context counts as that small from now on.</summary>
    /// <returns>False when there was nothing to leave out.</returns>
    public bool CompactToHalf()
    {
        var before = CountCharacters();
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

    /// <summary>Leaves out the oldest turns: an answer with everything up to the next one, so that no result stands without its call.</summary>
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
            _messages.RemoveAt(prompt.Count);
        }

        _messages.Insert(prompt.Count, new ChatMessage(ChatRole.User, string.Create(CultureInfo.InvariantCulture, $"({_droppedTurns} of your earlier turns were left out to save room. Your changes are there: look at the files before you go on.)")));
    }

    private long CountCharacters() => _messages.Sum(HistoryCompactor.CountCharacters);
}
