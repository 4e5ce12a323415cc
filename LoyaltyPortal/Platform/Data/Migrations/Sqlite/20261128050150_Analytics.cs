using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Analytics : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "KeptFirstTimeNet",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptFirstTimeOrders",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptReturningNet",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptReturningOrders",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptUnidentifiedNet",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptUnidentifiedOrders",
                table: "StoreDays",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptNetSales",
                table: "MemberMonths",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptPurchases",
                table: "MemberMonths",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptFirstPurchaseAt",
                table: "MemberFacts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "KeptFirstPurchaseDay",
                table: "MemberFacts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "KeptFirstPurchaseNet",
                table: "MemberFacts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<int>(
                name: "KeptFirstPurchaseStoreId",
                table: "MemberFacts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<long>(
                name: "KeptLastPurchaseAt",
                table: "MemberFacts",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "KeptNetSales",
                table: "MemberFacts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptPurchases",
                table: "MemberFacts",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptMembers",
                table: "CohortMonths",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptNetSales",
                table: "CohortMonths",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptPurchases",
                table: "CohortMonths",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "MonthArrivals",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Month = table.Column<int>(type: "INTEGER", nullable: false),
                    Way = table.Column<long>(type: "INTEGER", nullable: false),
                    HasMany = table.Column<bool>(type: "INTEGER", nullable: false),
                    PreviousMonth = table.Column<int>(type: "INTEGER", nullable: false),
                    PreviousHasMany = table.Column<bool>(type: "INTEGER", nullable: false),
                    MonthBefore = table.Column<int>(type: "INTEGER", nullable: false),
                    Members = table.Column<long>(type: "INTEGER", nullable: false),
                    KeptMembers = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MonthArrivals", x => new { x.MerchantId, x.Month, x.Way });
                });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "MonthArrivals");

            migrationBuilder.DropColumn(
                name: "KeptFirstTimeNet",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptFirstTimeOrders",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptReturningNet",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptReturningOrders",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptUnidentifiedNet",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptUnidentifiedOrders",
                table: "StoreDays");

            migrationBuilder.DropColumn(
                name: "KeptNetSales",
                table: "MemberMonths");

            migrationBuilder.DropColumn(
                name: "KeptPurchases",
                table: "MemberMonths");

            migrationBuilder.DropColumn(
                name: "KeptFirstPurchaseAt",
                table: "MemberFacts");

            migrationBuilder.DropColumn(
                name: "KeptFirstPurchaseDay",
                table: "MemberFacts");

            migrationBuilder.DropColumn(
                name: "KeptFirstPurchaseNet",
                table: "MemberFacts");

            migrationBuilder.DropColumn(
                name: "KeptFirstPurchaseStoreId",
                table: "MemberFacts");

            migrationBuilder.DropColumn(
                name: "KeptLastPurchaseAt",
                table: "MemberFacts");

            migrationBuilder.DropColumn(
                name: "KeptNetSales",
                table: "MemberFacts");

            migrationBuilder.DropColumn(
                name: "KeptPurchases",
                table: "MemberFacts");

            migrationBuilder.DropColumn(
                name: "KeptMembers",
                table: "CohortMonths");

            migrationBuilder.DropColumn(
                name: "KeptNetSales",
                table: "CohortMonths");

            migrationBuilder.DropColumn(
                name: "KeptPurchases",
                table: "CohortMonths");
        }
    }
}
