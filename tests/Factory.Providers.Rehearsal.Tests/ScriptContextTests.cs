using System.Text.Json;
using Factory.Domain.Attempts;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Rehearsal.Tests;

/// <summary>What the script knows of a conversation, in every form in which chat clients hand it over.</summary>
public sealed class ScriptContextTests
{
    private static readonly Dictionary<string, object?> Readme = new() { ["path"] = "README.md" };

    public static TheoryData<object?, string> Results => new()
    {
        { "text", "text" },
        { JsonSerializer.SerializeToElement("text"), "text" },
        { JsonSerializer.SerializeToElement(true), "true" },
        { 42, "42" },
        { null, "" },
    };

    [Theory]
    [MemberData(nameof(Results))]
    public void TextOf_Result_IsItsText(object? result, string text) =>
        ScriptContext.TextOf(new FunctionResultContent("c", result)).ShouldBe(text);

    [Fact]
    public void TextOf_Exception_IsAFailureForTheScript()
    {
        var result = new FunctionResultContent("c", null) { Exception = new IOException("disk full") };

        var exchange = Read(Call("c", ToolNames.ReadFile, Readme), result).Exchanges.ShouldHaveSingleItem();

        (exchange.Failed, exchange.Result).ShouldBe((true, "Error: disk full"));
    }

    [Fact]
    public void Read_CallWithoutAResult_CountsAsNotMade()
    {
        var context = Read(
            Call("c1", ToolNames.ListFiles),
            Call("c2", ToolNames.ReadFile, Readme),
            new FunctionResultContent("c1", "a.cs"));

        context.Exchanges.ShouldHaveSingleItem().Tool.ShouldBe(ToolNames.ListFiles);
        context.HasRead("README.md").ShouldBeFalse();
        context.LastCall(ToolNames.ReadFile).ShouldBeNull();
    }

    [Fact]
    public void Read_TwoResultsOfOneCall_TakesTheLater() =>
        Read(Call("c", ToolNames.ListFiles), new FunctionResultContent("c", "a.cs"), new FunctionResultContent("c", "b.cs"))
            .ListedFiles.ShouldBe(["b.cs"]);

    [Theory]
    [InlineData("1\tmine", "mine\n")]
    [InlineData("Error: There is no such file.", null)]
    public void FileText_LatestRead_DecidesAndAFailureStillCountsAsRead(string last, string? text)
    {
        var context = Read(
            Call("c1", ToolNames.ReadFile, Readme),
            new FunctionResultContent("c1", "1\tearlier"),
            Call("c2", ToolNames.ReadFile, new() { ["path"] = JsonSerializer.SerializeToElement("README.md") }),
            new FunctionResultContent("c2", last));

        context.FileText("README.md").ShouldBe(text);
        context.HasRead("README.md").ShouldBeTrue();
        context.HasRead("readme.md").ShouldBeFalse();
    }

    [Fact]
    public void ListedFiles_ListingFailed_IsEmptyAndNotRequestedAgain() =>
        Read(Call("c", ToolNames.ListFiles), new FunctionResultContent("c", "Error: denied")).ListedFiles.ShouldBeEmpty();

    [Fact]
    public void Read_NoMessages_HasNothing()
    {
        var context = ScriptContext.Read([], null, "m");

        context.Prompt.Kind.ShouldBe("");
        context.ListedFiles.ShouldBeNull();
        context.HasTool(ToolNames.ListFiles).ShouldBeFalse();
    }

    private static FunctionCallContent Call(string id, string tool, Dictionary<string, object?>? arguments = null) =>
        new(id, tool, arguments);

    private static ScriptContext Read(params AIContent[] contents) => ScriptContext.Read([new(ChatRole.Assistant, contents)], null, "m");
}
