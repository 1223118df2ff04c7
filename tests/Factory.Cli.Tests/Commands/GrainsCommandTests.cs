using Factory.Cli.Tests.Support;
using Factory.Contracts.Api;
using Factory.Contracts.Diagnostics;

namespace Factory.Cli.Tests.Commands;

public sealed class GrainsCommandTests
{
    private static readonly GrainStatisticsView Look = new(
        DateTimeOffset.UnixEpoch, 1234.2, 2,
        [new("KevGrain", 1, 9, 0.2, 0, null, null), new("TaskGrain", 3, 100, 12.4, 1, 15.2, 2500)],
        [new("task/task-1", "ITaskGrain.Advance[red]", 1500, DateTimeOffset.UnixEpoch, true)],
        new(7, 21, 3, 5));

    [Theory]
    [InlineData("grains")]
    [InlineData("grains", "top")]
    public async Task Grains_InAPipe_PrintsOneSnapshotBusiestFirst(params string[] verb)
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        silo.Answers["/api/grains"] = Look;

        (await rig.RunAsync(verb)).ShouldBe(ExitCodes.Success);

        var lines = rig.Out.ToString().Split('\n');
        lines[0].ShouldBe("4 grains in memory · 1,234 calls/s · 1 error · 2 timed out");
        lines[1].ShouldBe("store · 7 commits · 21 writes · 3 in a commit (p50), 5 at most");
        var task = Array.FindIndex(lines, line => line.TrimStart().StartsWith("TaskGrain", StringComparison.Ordinal));
        lines[task].Split("  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .ShouldBe(["TaskGrain", "3", "100", "12", "1", "15.2 µs", "2.5 ms"]);
        task.ShouldBeLessThan(Array.FindIndex(lines, line => line.Contains("KevGrain", StringComparison.Ordinal)));
        rig.Out.ToString().ShouldContain("ITaskGrain.Advance[red]");
        rig.Out.ToString().ShouldContain("1.5 s");
        rig.Out.ToString().ShouldContain("failed");
    }

    [Fact]
    public async Task Grains_Json_PrintsTheResponse()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        silo.Answers["/api/grains"] = Look;

        (await rig.RunAsync("grains", "top", "--json")).ShouldBe(ExitCodes.Success);

        rig.JsonLines().Single().GetProperty("grains")[1].GetProperty("p99Microseconds").GetDouble().ShouldBe(2500);
    }

    [Fact]
    public async Task Link_Text_IsTheOnlyOutput()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        string? asked = null;
        silo.Commands["/api/sign-in/links"] = body =>
        {
            asked = body;
            return new SignInLink("http://127.0.0.1:7070/sign-in?code=abc&to=%2Fgrains%2Forleans", DateTimeOffset.UnixEpoch);
        };

        (await rig.RunAsync("grains", "--link")).ShouldBe(ExitCodes.Success);

        asked.ShouldBe("""{"returnUrl":"/grains/orleans"}""");
        rig.Out.ToString()
            .ShouldBe("http://127.0.0.1:7070/sign-in?code=abc&to=%2Fgrains%2Forleans\n", "nothing else: it goes into other commands");
        rig.Error.ToString().ShouldContain("signs in one browser, once");
    }

    [Fact]
    public async Task Link_Json_IsOneObject()
    {
        await using var silo = await FakeApi.StartAsync();
        using var rig = new CliRig();
        rig.PutUp(silo);
        silo.Commands["/api/sign-in/links"] = _ => new SignInLink("http://127.0.0.1:7070/sign-in?code=abc", DateTimeOffset.UnixEpoch);

        (await rig.RunAsync("grains", "--link", "--json")).ShouldBe(ExitCodes.Success);

        rig.JsonLines().Single().GetProperty("url").GetString().ShouldBe("http://127.0.0.1:7070/sign-in?code=abc");
    }

    [Theory]
    [InlineData("grains", "--interval", "0")]
    [InlineData("grains", "top", "--interval", "0")]
    public async Task Interval_OutOfRange_IsRejected(params string[] arguments)
    {
        using var rig = new CliRig();

        (await rig.RunAsync(arguments)).ShouldBe(ExitCodes.Usage);

        rig.Error.ToString().ShouldContain("'0' is not a whole number from 1 to 3600, which --interval needs");
    }
}
