using System.Text.Json;
using Factory.Protocols.Canonical;

namespace Factory.Protocols.Tests.Canonical;

public sealed class CustomToolsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("*** Begin\n\"quoted\" \\ é🙂")]
    [InlineData("{\"input\":\"nested\"}")]
    public void UnwrapInput_WhatWasWrapped_IsTheText(string text) => CustomTools.UnwrapInput(CustomTools.WrapInput(text)).ShouldBe(text);

    [Theory]
    [InlineData("bare text")]
    [InlineData("{\"input\":5}")]
    [InlineData("{\"other\":\"x\"}")]
    [InlineData("[\"input\"]")]
    [InlineData("{\"input\":\"cut")]
    public void UnwrapInput_OtherArguments_AreTheText(string arguments) => CustomTools.UnwrapInput(arguments).ShouldBe(arguments);

    [Fact]
    public void UnwrapInput_LoneSurrogate_IsRejected() =>
        Should.Throw<TranslationException>(() => CustomTools.UnwrapInput("""{"input":"\ud800"}""")).Field.ShouldBe("arguments.input");

    [Fact]
    public void AsFunction_CustomTool_HasOneTextAndItsGrammarInTheDescription()
    {
        var tool = CustomTools.AsFunction(
            new Tool(new ToolName("patch", null, true), "Edits.", null, InputFormat: JsonElement.Parse("""{"type":"grammar"}""")));

        tool.Description.ShouldBe("Edits.\nThe text in \"input\" must follow this format: {\"type\":\"grammar\"}");
        tool.Schema!.Value.GetProperty("required")[0].GetString().ShouldBe("input");
        tool.InputFormat.ShouldBeNull();
    }

    [Fact]
    public void AsFunction_Function_IsUnchanged()
    {
        var tool = new Tool(new ToolName("read"), null, null);

        CustomTools.AsFunction(tool).ShouldBeSameAs(tool);
    }
}
