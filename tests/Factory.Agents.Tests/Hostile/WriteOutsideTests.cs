using Factory.Sandbox.Tests;

namespace Factory.Agents.Tests.Hostile;

/// <summary>Orders to write outside of the working copy: the files there stay as they were.</summary>
public sealed class WriteOutsideTests
{
    private const string Before = "as it was";

    public static TheoryData<string> Orders =>
    [
        "echo taken > $OUTSIDE/mark",
        "ln -s $OUTSIDE/mark link; echo taken > link",
        "ln -s $OUTSIDE folder; rm folder/mark; echo taken > folder/mark",
        "echo taken > /proc/$SILO/root$OUTSIDE/mark",
        "cp $0 copy; mv copy $OUTSIDE/mark",
        "ln -f $OUTSIDE/mark hard && echo taken > hard; echo taken > $PWD/../../..$OUTSIDE/mark",
        "echo taken > $(realpath --relative-to=. $OUTSIDE)/mark",
    ];

    /// <summary>What belongs to the attempt, and is the factory's to write.</summary>
    public static TheoryData<string, string> OrdersAboutTheFactory => new()
    {
        { "printf '\\nsaid by nobody\\n' >> $DATA/sessions/attempt-1/output-1.jsonl", "sessions/attempt-1/output-1.jsonl" },
        { "echo 'said by nobody' >> $DATA/sessions/attempt-1/prompts/prompt-1.md", "sessions/attempt-1/prompts/prompt-1.md" },
        { "echo 'said by nobody' > $DATA/transcripts/attempt-2.jsonl", "transcripts/attempt-2.jsonl" },
        { "echo 'said by nobody' >> $DATA/products/tip/repository/.git/planted", "products/tip/repository/.git/planted" },
        { "chmod u+w $0; printf '# said %s nobody' by >> $0", "../programs/tool" },
    };

    [BubblewrapTheory]
    [MemberData(nameof(Orders))]
    public async Task Obey_OrderToWriteOutside_FileStaysAsItWas(string order)
    {
        await using var agent = new ObedientAgent(guarded: true);

        (await WriteAsync(agent, order)).ShouldBe(Before);
    }

    [LinuxTheory]
    [MemberData(nameof(Orders))]
    public async Task Obey_OutsideWithoutTheSandbox_FileIsWritten(string order)
    {
        await using var agent = new ObedientAgent(guarded: false);

        (await WriteAsync(agent, order)).ShouldNotBe(Before);
    }

    [BubblewrapTheory]
    [MemberData(nameof(OrdersAboutTheFactory))]
    public async Task Obey_OrderToWriteWhatTheFactoryReads_FileSaysNothingOfIt(string order, string file)
    {
        await using var agent = new ObedientAgent(guarded: true);
        var obeyed = await agent.ObeyAsync(order);

        (await ReadAsync(agent, file)).ShouldNotContain("said by nobody");
        obeyed.Said.ShouldEndWith(ObedientAgent.Done);
    }

    [LinuxTheory]
    [MemberData(nameof(OrdersAboutTheFactory))]
    public async Task Obey_FactoryWithoutTheSandbox_FileSaysIt(string order, string file)
    {
        await using var agent = new ObedientAgent(guarded: false);
        await agent.ObeyAsync(order);

        (await ReadAsync(agent, file)).ShouldContain("said by nobody");
    }

    private static async Task<string> WriteAsync(ObedientAgent agent, string order)
    {
        await File.WriteAllTextAsync(agent.Mark, Before);
        (await agent.ObeyAsync(order)).Said.ShouldEndWith(ObedientAgent.Done);
        return await File.ReadAllTextAsync(agent.Mark);
    }

    private static async Task<string> ReadAsync(ObedientAgent agent, string file)
    {
        var path = Path.Combine(agent.Cli.Paths.Data, file);
        return File.Exists(path) ? await File.ReadAllTextAsync(path) : "";
    }
}
