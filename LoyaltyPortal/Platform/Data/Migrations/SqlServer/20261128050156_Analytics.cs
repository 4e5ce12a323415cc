using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Analytics : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<decimal>(
                name: "KeptFirstTimeNet",
                table: "StoreDays",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "KeptFirstTimeOrders",
                table: "StoreDays",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<decimal>(
                name: "KeptReturningNet",
                table: "StoreDays",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "KeptReturningOrders",
                table: "StoreDays",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<decimal>(
                name: "KeptUnidentifiedNet",
                table: "StoreDays",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "KeptUnidentifiedOrders",
                table: "StoreDays",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<decimal>(
                name: "KeptNetSales",
                table: "MemberMonths",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "KeptPurchases",
                table: "MemberMonths",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<DateTime>(
                name: "KeptFirstPurchaseAt",
                table: "MemberFacts",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<DateOnly>(
                name: "KeptFirstPurchaseDay",
                table: "MemberFacts",
                type: "date",
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "KeptFirstPurchaseNet",
                table: "MemberFacts",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<int>(
                name: "KeptFirstPurchaseStoreId",
                table: "MemberFacts",
                type: "int",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.AddColumn<DateTime>(
                name: "KeptLastPurchaseAt",
                table: "MemberFacts",
                type: "datetime2(6)",
                precision: 6,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "KeptNetSales",
                table: "MemberFacts",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "KeptPurchases",
                table: "MemberFacts",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "KeptMembers",
                table: "CohortMonths",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<decimal>(
                name: "KeptNetSales",
                table: "CohortMonths",
                type: "decimal(19,4)",
                precision: 19,
                scale: 4,
                nullable: false,
                defaultValue: 0m);

            migrationBuilder.AddColumn<long>(
                name: "KeptPurchases",
                table: "CohortMonths",
                type: "bigint",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.CreateTable(
                name: "MonthArrivals",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Month = table.Column<int>(type: "int", nullable: false),
                    Way = table.Column<long>(type: "bigint", nullable: false),
                    HasMany = table.Column<bool>(type: "bit", nullable: false),
                    PreviousMonth = table.Column<int>(type: "int", nullable: false),
                    PreviousHasMany = table.Column<bool>(type: "bit", nullable: false),
                    MonthBefore = table.Column<int>(type: "int", nullable: false),
                    Members = table.Column<long>(type: "bigint", nullable: false),
                    KeptMembers = table.Column<long>(type: "bigint", nullable: false)
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
