using Factory.Agents.Runners;
using Factory.Contracts.Metering;

namespace Factory.Agents.Tests.Runners;

public sealed class RunnerEventReaderTests
{
    // The scripted model answered twice with 1,000 input tokens, 300 of them cached, and 50 and 20 output tokens. Claude's
    // API counts cached and written tokens beside the input, and Gemini's counts 5 tokens of thoughts each time.
    [Theory]
    [InlineData("claude", 3000, 70, 600, 0, 400)]
    [InlineData("codex", 2000, 70, 600, 10, 0)]
    [InlineData("gemini", 2000, 80, 600, 10, 0)]
    [InlineData("pi", 2000, 70, 600, 0, 0)]
    public void Read_Success_EndsWithTheTokensThatTheModelServed(
        string cli,
        long input,
        long output,
        long cached,
        long reasoning,
        long written) =>
        Recording.Read(cli, "success")[^1].ShouldBeOfType<RunnerEvent.Ended>()
            .ShouldSatisfyAllConditions(
                end => end.Failure.ShouldBeNull(),
                end => end.Usage.ShouldBe(new TokenUsage(input, output, cached, reasoning, written)));

    [Theory]
    [InlineData("claude", "02d3641c-57b6-47bd-ae4a-2f494f2d962d", "Bash", "hi", 0.01152)]
    [InlineData("codex", "01a22d5d-9edf-7652-865a-228e7f3eaec5", "shell", "hi\n", null)]
    [InlineData("gemini", "235e4276-0ff9-4649-8e3e-a53d61718956", "run_shell_command", "hi", null)]
    [InlineData("pi", "01a22d5d-b02c-7062-861e-66b0816fe7af", "bash", "hi\n", 0.00543)]
    public void Read_Success_ReportsSessionMessagesAndToolsOnceAndInOrder(
        string cli,
        string session,
        string tool,
        string result,
        double? cost)
    {
        var events = Recording.Read(cli, "success").Where(e => e is not RunnerEvent.Notice).ToList();

        events[0].ShouldBe(new RunnerEvent.SessionStarted(session));
        events[1].ShouldBe(new RunnerEvent.Message("I will run a command."));
        var call = events[2].ShouldBeOfType<RunnerEvent.ToolCalled>();
        call.Tool.ShouldBe(tool);
        call.Arguments.ShouldContain("echo hi > out.txt; cat out.txt");
        var returned = events[3].ShouldBeOfType<RunnerEvent.ToolReturned>();
        (returned.CallId, returned.Text, returned.IsError).ShouldBe((call.CallId, result, false));
        events[4].ShouldBe(new RunnerEvent.Message("All done: FINAL."));
        events[5].ShouldBeOfType<RunnerEvent.Ended>().Cost.ShouldBe(cost is { } amount ? new Usd((decimal)amount) : null);
        events.Count.ShouldBe(6);
    }

    [Theory]
    [InlineData("claude")]
    [InlineData("codex")]
    [InlineData("gemini")]
    [InlineData("pi")]
    public void Read_RefusedCall_IsAFailureOfTheModelWithStatus(string cli)
    {
        var end = Recording.Read(cli, "refused")[^1].ShouldBeOfType<RunnerEvent.Ended>();

        end.Failure.ShouldNotBeNull();
        (end.Failure.Kind, end.Failure.Status).ShouldBe((RunnerFailureKind.Model, 402));
        end.Failure.Message.ShouldContain("virtual key budget/limit");
    }

    // Gemini CLI calls a command that failed a success; its text is all there is.
    [Theory]
    [InlineData("claude", true)]
    [InlineData("codex", true)]
    [InlineData("gemini", false)]
    [InlineData("pi", true)]
    public void Read_ToolThatFailed_IsNoFailureOfTheWork(string cli, bool saysError)
    {
        var events = Recording.Read(cli, "failed-tool");

        var returned = events.OfType<RunnerEvent.ToolReturned>().ShouldHaveSingleItem();
        returned.IsError.ShouldBe(saysError);
        returned.Text.ShouldContain("missing.txt: No such file or directory");
        events[^1].ShouldBeOfType<RunnerEvent.Ended>().Failure.ShouldBeNull();
    }

    [Theory]
    [InlineData("claude")]
    [InlineData("codex")]
    [InlineData("gemini")]
    [InlineData("pi")]
    public void Read_KilledAtAnyLine_HasNoEnd(string cli)
    {
        foreach (var name in (string[])["success", "refused", "failed-tool"])
        {
            var reader = Recording.ReaderOf(cli);
            Recording.Lines(cli, name)[..^1].SelectMany(reader.Read).ShouldNotContain(e => e is RunnerEvent.Ended);
        }
    }

    // Every field in turn becomes something else: nothing may throw, whatever a new version or a hostile program prints.
    [Theory]
    [InlineData("claude")]
    [InlineData("codex")]
    [InlineData("gemini")]
    [InlineData("pi")]
    public void Read_DamagedLines_NeverThrow(string cli)
    {
        string[] values = ["null", "[]", "{}", "-1", "1e99", "\"\\ud800\"", "true", "[null,1,{\"text\":2}]", "99999999999999999999"];
        foreach (var line in Recording.Lines(cli, "success").Concat(Recording.Lines(cli, "refused")))
        {
            foreach (var damaged in DamagedLines.Of(line, values))
            {
                var reader = Recording.ReaderOf(cli);
                Should.NotThrow(() => reader.Read(damaged).ToList(), damaged);
            }
        }
    }

    [Theory]
    [InlineData("claude")]
    [InlineData("codex")]
    [InlineData("gemini")]
    [InlineData("pi")]
    public void Read_LineThatIsNoEvent_IsANotice(string cli)
    {
        var reader = Recording.ReaderOf(cli);

        reader.Read("YOLO mode is enabled.").ShouldBe([new RunnerEvent.Notice("YOLO mode is enabled.")]);
        reader.Read("[1]").ShouldBe([new RunnerEvent.Notice("[1]")]);
        reader.Read("  ").ShouldBeEmpty();
        reader.Read("""{"type":"invented","text":"x"}""").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("claude", """{"type":"result","subtype":"error_max_turns","is_error":true}""", RunnerFailureKind.Limit)]
    [InlineData("claude", """{"type":"result","subtype":"error_max_budget_usd","is_error":true}""", RunnerFailureKind.Limit)]
    [InlineData("claude", """{"type":"result","subtype":"error_during_execution","is_error":true}""", RunnerFailureKind.Runner)]
    [InlineData("claude", """{"type":"result","subtype":"success"}""", RunnerFailureKind.Runner)]
    [InlineData("codex", """{"type":"turn.failed"}""", RunnerFailureKind.Model)]
    [InlineData("gemini", """{"type":"result","status":"error","error":{"message":"[API Error: nonsense]"}}""", RunnerFailureKind.Model)]
    [InlineData("gemini", """{"type":"result","status":"error","error":{"message":"No space left"}}""", RunnerFailureKind.Runner)]
    [InlineData("gemini", """{"type":"result"}""", RunnerFailureKind.Runner)]
    [InlineData("pi", """{"type":"agent_end","messages":[]}""", RunnerFailureKind.Runner)]
    public void Read_EndWithoutSuccess_NamesWhoFailed(string cli, string line, object kind) =>
        Recording.ReaderOf(cli).Read(line).ShouldHaveSingleItem().ShouldBeOfType<RunnerEvent.Ended>().Failure!.Kind
            .ShouldBe((RunnerFailureKind)kind);

    [Theory]
    [InlineData("length", RunnerFailureKind.Limit)]
    [InlineData("aborted", RunnerFailureKind.Runner)]
    [InlineData("error", RunnerFailureKind.Model)]
    [InlineData("invented", RunnerFailureKind.Model)]
    public void Read_LastMessageOfPi_DecidesTheEnd(string stopReason, object kind)
    {
        var reader = new PiEventReader();
        reader.Read($$$"""{"type":"message_end","message":{"role":"assistant","stopReason":"{{{stopReason}}}"}}""").ShouldBeEmpty();

        reader.Read("""{"type":"agent_end"}""").ShouldHaveSingleItem().ShouldBeOfType<RunnerEvent.Ended>().Failure!.Kind
            .ShouldBe((RunnerFailureKind)kind);
    }
}
