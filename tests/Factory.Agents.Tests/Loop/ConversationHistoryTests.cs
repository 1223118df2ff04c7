using Factory.Agents.Loop;
using Microsoft.Extensions.AI;

namespace Factory.Agents.Tests.Loop;

public class ConversationHistoryTests
{
    [Fact]
    public void CompactIfNeeded_CloseToTheContextSize_OmitsOldResultsOnly()
    {
        var conversation = new ConversationHistory(
            [new ChatMessage(ChatRole.System, "s"), new ChatMessage(ChatRole.User, "u")],
            contextTokens: 10_000);
        for (var i = 0; i < 10; i++)
        {
            var call = new FunctionCallContent($"c{i}", "read_file", new Dictionary<string, object?> { ["path"] = "a" });
            conversation.Messages.Add(new ChatMessage(ChatRole.Assistant, [call]));
            conversation.AddToolResults([new FunctionResultContent($"c{i}", new string('x', 4_000))]);
        }

        conversation.CompactIfNeeded(inputTokens: null);

        var results = conversation.Messages.Where(m => m.Role == ChatRole.Tool)
            .Select(m => (string)((FunctionResultContent)m.Contents[0]).Result!)
            .ToList();
        results[0].ShouldContain("omitted to save space");
        results[^1].Length.ShouldBe(4_000);
        results.Sum(r => r.Length).ShouldBeLessThan(31_000);
        conversation.Messages[0].Text.ShouldBe("s");
    }

    [Fact]
    public void CompactToHalf_Repeatedly_EndsWithThePromptAndTheLatestTurn()
    {
        var conversation = new ConversationHistory(
            [new ChatMessage(ChatRole.System, "s"), new ChatMessage(ChatRole.User, "u")],
            contextTokens: 1_000_000);
        for (var i = 0; i < 20; i++)
        {
            var call = new FunctionCallContent(
                $"c{i}",
                "write_file",
                new Dictionary<string, object?> { ["path"] = "a", ["content"] = new string('y', 3_000) });
            conversation.Messages.Add(new ChatMessage(ChatRole.Assistant, [new TextReasoningContent("hm"), call]));
            conversation.AddToolResults([new FunctionResultContent($"c{i}", new string('x', 4_000))]);
        }

        var length = Length(conversation);
        var times = 0;
        while (conversation.CompactToHalf())
        {
            Length(conversation).ShouldBeLessThan(length);
            length = Length(conversation);
            Pairs(conversation);
            (++times).ShouldBeLessThan(20);
        }

        times.ShouldBeGreaterThan(1);
        conversation.Messages[0].Text.ShouldBe("s");
        conversation.Messages[1].Text.ShouldBe("u");
        conversation.Messages[2].Text.ShouldContain("earlier turns were omitted");
        conversation.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ShouldNotBeEmpty();
    }

    private static long Length(ConversationHistory conversation) => conversation.Messages.Sum(HistoryCompactor.CountCharacters);

    /// <summary>Providers reject a result without its call, and a call without its result.</summary>
    private static void Pairs(ConversationHistory conversation)
    {
        var contents = conversation.Messages.SelectMany(m => m.Contents).ToList();
        contents.OfType<FunctionResultContent>()
            .Select(r => r.CallId)
            .ShouldBe(contents.OfType<FunctionCallContent>().Select(c => c.CallId));
    }
}
