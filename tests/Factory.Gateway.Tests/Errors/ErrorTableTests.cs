using Factory.Gateway.Errors;
using Factory.Protocols.Errors;

namespace Factory.Gateway.Tests.Errors;

public sealed class ErrorTableTests
{
    [Fact]
    public void Rows_All_AreInTheOrderOfTheEnum() => ErrorTable.Rows.Select(row => row.Kind).ShouldBe(Enum.GetValues<GatewayErrorKind>());

    [Fact]
    public void Rows_RetryableStatuses_AreNotFinal() =>
        ErrorTable.Rows.ShouldAllBe(row => row.IsFinal == (row.Status < 500 && row.Status != 429));

    [Fact]
    public void Rows_EachRow_IsInTheReference()
    {
        var lines = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "gateway.md"));
        foreach (var row in ErrorTable.Rows)
        {
            var vendor = VendorErrors.Get(row.Vendor);
            lines.ShouldContain(
                line => line.StartsWith($"| {row.Status} |", StringComparison.Ordinal)
                    && line.EndsWith(
                        $"| `{vendor.OpenAIType}` | `{vendor.AnthropicType}` | `{vendor.GeminiStatus}` |",
                        StringComparison.Ordinal),
                $"docs/reference/gateway.md has no such row for {row.Kind}");
        }
    }
}
