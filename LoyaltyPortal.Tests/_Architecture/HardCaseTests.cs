using System.Globalization;
using System.Reflection;

namespace LoyaltyPortal.Tests.Architecture;

/// <summary>Every hard case of DOMAIN.md section 3 has a test that is named after it: by a trait, on the test or its class.</summary>
public sealed class HardCaseTests
{
    private const int Cases = 25;

    [Fact]
    public void Every_hard_case_of_the_domain_has_a_test() => Assert.Empty(Without(typeof(HardCaseTests).Assembly.GetTypes().SelectMany(Named)));

    [Fact]
    public void A_case_without_a_test_and_a_number_that_is_no_case_are_noticed() =>
        Assert.Equal(["3 has no test", "26 is no case"], Without([.. Enumerable.Range(1, Cases).Where(number => number != 3).Select(number => number.ToString(CultureInfo.InvariantCulture)), "26"]));

    private static IEnumerable<string> Without(IEnumerable<string> named)
    {
        var tested = named.Select(number => int.Parse(number, CultureInfo.InvariantCulture)).ToHashSet();
        return Enumerable.Range(1, Cases).Where(number => !tested.Contains(number)).Select(number => $"{number} has no test")
            .Concat(tested.Where(number => number is < 1 or > Cases).Order().Select(number => $"{number} is no case"));
    }

    /// <summary>The cases that a class's tests are named after; a trait on something that is no test names none.</summary>
    private static IEnumerable<string> Named(Type type)
    {
        var tests = type.GetMethods().Where(method => method.GetCustomAttributes<FactAttribute>().Any(fact => fact.Skip is null)).ToList();
        return tests.Count == 0 ? [] : tests.Cast<MemberInfo>().Append(type).SelectMany(Traits);
    }

    private static IEnumerable<string> Traits(MemberInfo member) => member.CustomAttributes
        .Where(attribute => attribute.AttributeType == typeof(TraitAttribute) && attribute.ConstructorArguments is [{ Value: "HardCase" }, _])
        .Select(attribute => (string)attribute.ConstructorArguments[1].Value!);
}
