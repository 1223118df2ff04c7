using Factory.Contracts.Errors;
using Factory.Sandbox.Tests;

namespace Factory.Agents.Tests.Hostile;

/// <summary>Orders to read what the attempt has no business with: nothing of it reaches the agent, or its transcript.</summary>
public sealed class ReadSecretsTests
{
    private const string Secret = "the-secret-of-somebody-else";

    public static TheoryData<string> Orders =>
    [
        "cat $OUTSIDE/token",
        "ln -s $OUTSIDE/token link; cat link",
        "cat $DATA/token $DATA/factory.db",
        "cat $DATA/sessions/attempt-other/home/config",
        "cat $DATA/transcripts/attempt-other.jsonl",
        "cat /proc/$SILO/root$OUTSIDE/token",
        "tr '\\0' '\\n' < /proc/$SILO/environ | grep -q ^PATH= && echo " + Secret,
        "for p in /proc/[0-9]*; do cat $p/root$OUTSIDE/token && break; done",
    ];

    [BubblewrapTheory]
    [MemberData(nameof(Orders))]
    public async Task Obey_OrderToReadASecret_AgentSeesNothingOfIt(string order)
    {
        var obeyed = await ObeyAsync(guarded: true, order);

        obeyed.Said.ShouldNotContain(Secret);
        obeyed.Said.ShouldEndWith(ObedientAgent.Done);
        obeyed.Result.Problem!.Code.ShouldBe(ErrorCodes.ArtifactMalformed);
    }

    [LinuxTheory]
    [MemberData(nameof(Orders))]
    public async Task Obey_WithoutTheSandbox_AgentReadsIt(string order) =>
        (await ObeyAsync(guarded: false, order)).Said.ShouldContain(Secret);

    private static async Task<Obeyed> ObeyAsync(bool guarded, string order)
    {
        await using var agent = new ObedientAgent(guarded);
        agent.Outside.Write("token", Secret);
        var data = agent.Cli.Paths.Data;
        foreach (var file in (string[])["token", "factory.db", "sessions/attempt-other/home/config", "transcripts/attempt-other.jsonl"])
        {
            agent.Outside.Write(Path.Combine(data, file), Secret);
        }

        return await agent.ObeyAsync(order);
    }
}
