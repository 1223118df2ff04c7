namespace Factory.Dialect.Tests.Grains;

[GenerateSerializer]
[Alias("test.account")]
public sealed record AccountState
{
    [Id(0)]
    public int Balance { get; set; }
}
