using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Factory.Workshop.Loop;

/// <summary>The messages so far. When they grow towards the model's context size, the oldest results of tools make room: a model can call a tool again.</summary>
internal sealed class Conversation(IEnumerable<ChatMessage> brief, int contextTokens)
{
    private const string LeftOut = "(left out to save room: call the tool again if you need it)";
    private const int KeptMessages = 6;
    private const int CharactersPerToken = 4;

    private readonly List<ChatMessage> _messages = [.. brief];

    /// <summary>All messages, oldest first.</summary>
    public IList<ChatMessage> Messages => _messages;

    /// <summary>Adds a message of the factory.</summary>
    public void Tell(string text) => _messages.Add(new ChatMessage(ChatRole.User, text));

    /// <summary>Adds what came of the calls of a turn.</summary>
    public void AddResults(IEnumerable<(FunctionCallContent Call, string Text)> results) =>
        _messages.Add(new ChatMessage(ChatRole.Tool, [.. results.Select(r => (AIContent)new FunctionResultContent(r.Call.CallId, r.Text))]));

    /// <summary>Makes room once three quarters of the context are used.</summary>
    /// <param name="inputTokens">Tokens of the latest call as the provider counted them; null to estimate.</param>
    public void Fit(long? inputTokens)
    {
        var used = Math.Max(inputTokens ?? 0, _messages.Sum(Characters) / CharactersPerToken);
        var tooMany = used - (contextTokens * 3L / 4);
        for (var i = 0; i < _messages.Count - KeptMessages && tooMany > 0; i++)
        {
            tooMany -= Shrink(i) / CharactersPerToken;
        }
    }

    private long Shrink(int index)
    {
        var message = _messages[index];
        if (message.Role != ChatRole.Tool)
        {
            return 0;
        }

        var before = Characters(message);
        _messages[index] = new ChatMessage(ChatRole.Tool, [.. message.Contents.Select(c => c is FunctionResultContent r ? new FunctionResultContent(r.CallId, LeftOut) : c)]);
        return Math.Max(0, before - Characters(_messages[index]));
    }

    private static long Characters(ChatMessage message) => message.Contents.Sum(c => c switch
    {
        TextContent text => text.Text.Length,
        FunctionResultContent { Result: string text } => text.Length,
        FunctionCallContent call => call.Arguments?.Sum(a => Characters(a.Value)) ?? 0,
        _ => 0L,
    });

    // The raw text: reading a JSON text as a string fails on half of a character pair.
    private static long Characters(object? argument) =>
        argument is JsonElement element ? element.GetRawText().Length : argument?.ToString()?.Length ?? 0;
}
