using Factory.Workshop.Loop;
using Microsoft.Extensions.AI;

namespace Factory.Workshop.Tests.Loop;

public class ConversationTests
{
    [Fact]
    public void Fit_CloseToTheContext_OldResultsMakeRoomAndNewOnesStay()
    {
        var conversation = new Conversation([new ChatMessage(ChatRole.System, "s"), new ChatMessage(ChatRole.User, "u")], contextTokens: 10_000);
        for (var i = 0; i < 10; i++)
        {
            var call = new FunctionCallContent($"c{i}", "read_file", new Dictionary<string, object?> { ["path"] = "a" });
            conversation.Messages.Add(new ChatMessage(ChatRole.Assistant, [call]));
            conversation.AddResults([(call, new string('x', 4_000))]);
        }

        conversation.Fit(inputTokens: null);

        var results = conversation.Messages.Where(m => m.Role == ChatRole.Tool).Select(m => (string)((FunctionResultContent)m.Contents[0]).Result!).ToList();
        results[0].ShouldContain("left out to save room");
        results[^1].Length.ShouldBe(4_000);
        results.Sum(r => r.Length).ShouldBeLessThan(31_000);
        conversation.Messages[0].Text.ShouldBe("s");
    }
}
