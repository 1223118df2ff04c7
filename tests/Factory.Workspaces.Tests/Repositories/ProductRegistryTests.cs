using Factory.Contracts.Errors;
using Factory.Contracts.Ids;
using Factory.Domain.Configuration;
using Factory.Domain.Ids;
using Factory.Workspaces.Repositories;
using Factory.Workspaces.Tests.WorkingCopies;

namespace Factory.Workspaces.Tests.Repositories;

public sealed class ProductRegistryTests : IDisposable
{
    private readonly TemporaryFolder _data = new();

    private FactoryPaths Paths => new(_data.FullName);

    private ProductRegistry Registry => new(Paths);

    public void Dispose() => _data.Dispose();

    [Theory]
    [InlineData("Tip Calculator", "tip-calculator")]
    [InlineData("  --a--b__c--  ", "a-b-c")]
    [InlineData("../../etc/passwd", "etc-passwd")]
    [InlineData("Größe", "gr-e")]
    [InlineData("计算器", "product")]
    [InlineData("", "product")]
    [InlineData("...", "product")]
    [InlineData("a\0b\nc", "a-b-c")]
    public void ToSlug_Text_IsSafeInPathsAndHostNames(string text, string name) =>
        ProductRegistry.ToSlug(text).ShouldBe(name);

    [Fact]
    public void ToSlug_LongText_IsCutWithoutAHyphenAtItsEnd()
    {
        ProductRegistry.ToSlug(new string('a', 90)).ShouldBe(new string('a', 40));
        ProductRegistry.ToSlug(new string('a', 39) + "-b").ShouldBe(new string('a', 39));
    }

    [Fact]
    public void Reserve_NameInUse_TakesTheNextNumber()
    {
        var ids = new UlidGenerator(TimeProvider.System);
        foreach (var expected in new[] { "shop", "shop-2", "shop-3" })
        {
            var name = Registry.Reserve("Shop");
            name.ShouldBe(expected);
            var product = Registry.Save(name, new ProductRecord(ids.New<ProductId>(), $"/r/{expected}", "main"));
            Registry.Find(product.Id, null).ShouldBe(product);
        }

        Registry.Find(ids.New<ProductId>(), "/r/shop-2").ShouldNotBeNull().Name.ShouldBe("shop-2");
        Registry.Find(ids.New<ProductId>(), null).ShouldBeNull();
    }

    // A product that is taken for none would lose its name to another one, and its repository with it.
    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"id\":")]
    [InlineData("{}")]
    [InlineData("{\"id\":\"ID\",\"branch\":\"main\"}")]
    [InlineData("{\"id\":\"ID\",\"repository\":\"/r\"}")]
    [InlineData("{\"id\":\"shop\",\"repository\":\"/r\",\"branch\":\"main\"}")]
    [InlineData("{\"id\":7,\"repository\":\"/r\",\"branch\":\"main\"}")]
    public void Find_RecordCannotBeRead_NamesTheFileAndTheFix(string text)
    {
        var id = new UlidGenerator(TimeProvider.System).New<ProductId>();
        WorkspaceFixture.Write(Paths.ProductFile("shop"), text.Replace("ID", id.Value, StringComparison.Ordinal));

        var error = Should.Throw<FactoryException>(() => Registry.Find(id, null));

        error.Code.ShouldBe(ErrorCodes.DataUnusable);
        error.Message.ShouldStartWith("products/shop/product.json");
        error.Message.ShouldNotContain(_data.FullName);
    }
}
