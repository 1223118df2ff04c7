using System.Text.Json;
using Factory.Providers.Sessions;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Tests.Sessions;

public sealed class MessageSizeTests
{
    private static readonly ChatMessage[] Question = [new(ChatRole.User, "How many?")];

    [Fact]
    public void Measure_Text_CountsUtf8BytesAndAnOverhead() =>
        MessageSize.Measure([new ChatMessage(ChatRole.User, new string('ü', 3_000))], null).InputBytes.ShouldBe(6_032);

    [Fact]
    public void Measure_Tools_CountTheirDescriptionAndSchema()
    {
        var tool = AIFunctionFactory.CreateDeclaration("t", new string('d', 500), JsonDocument.Parse("""{"type":"object"}""").RootElement);

        var size = MessageSize.Measure(Question, new ChatOptions { Tools = [tool] });

        size.HasTools.ShouldBeTrue();
        size.InputBytes.ShouldBe(MessageSize.Measure(Question, null).InputBytes + 16 + 1 + 500 + 17);
    }

    [Fact]
    public void Measure_Image_IsCountedAsOne()
    {
        var size = MessageSize.Measure([new ChatMessage(ChatRole.User, [new DataContent(new byte[300], "image/png")])], null);

        (size.Images, size.InputBytes).ShouldBe((1, 632));
    }

    [Fact]
    public void Measure_OutputCap_IsTheCallersOwn() =>
        MessageSize.Measure(Question, new ChatOptions { MaxOutputTokens = 7 }).MaxOutputTokens.ShouldBe(7);
}
