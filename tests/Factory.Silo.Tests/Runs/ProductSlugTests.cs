using Factory.Silo.Runs;

namespace Factory.Silo.Tests.Runs;

public sealed class ProductSlugTests
{
    [Theory]
    [InlineData("A tip calculator for restaurant bills", "tip-calculator-restaurant-bills-x1")]
    [InlineData("timer", "timer-x1")]
    [InlineData("Crème brûlée & Käse-Übersicht", "creme-brulee-kase-ubersicht-x1")]
    [InlineData("the for of", "the-for-of-x1")]
    [InlineData("Bob's burger list", "bobs-burger-list-x1")]
    [InlineData("🍕🍕🍕", "product-x1")]
    [InlineData("レストランの割り勘計算機", "product-x1")]
    [InlineData("../../etc/passwd; rm -rf /", "etc-passwd-rm-rf-x1")]
    [InlineData("Donaudampfschifffahrtsgesellschaftskapitän und Freunde", "donaudampfschifffahrtsgesellscha-x1")]
    [InlineData("one two three four five six", "one-two-three-four-x1")]
    [InlineData("", "product-x1")]
    public void From_Idea_IsShortAndSafe(string idea, string expected) => ProductSlug.Create(idea, "x1").ShouldBe(expected);
}
