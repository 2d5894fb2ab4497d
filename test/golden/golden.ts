import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'

type Counts = { readonly k: number; readonly n: number }

/** The part of statistics.json that these tests read; values made with scipy 1.17, not with this code. */
export type Golden = {
  readonly largest_remainder: readonly {
    readonly note?: string
    readonly w?: readonly number[]
    readonly W?: readonly number[]
    readonly S?: readonly number[]
    readonly n: number
    readonly floor?: readonly number[]
    readonly cap?: readonly number[]
    readonly out: readonly number[]
  }[]
  readonly stratified_mean: {
    readonly strata: readonly { readonly N: number; readonly d: readonly number[] }[]
    readonly estimate: number
    readonly hajek_same: number
    readonly unweighted: number
    readonly se_fpc: number
    readonly se_nofpc: number
    readonly welch_df: number
    readonly weights: readonly number[]
    readonly kish_neff: number
  }
  readonly kish: readonly { readonly neff: number; readonly share: number }[]
  readonly clustered_se: readonly {
    readonly x: string | readonly number[]
    readonly cluster: string | readonly number[]
    readonly se: number
    readonly naive?: number
    readonly no_finite_correction?: number
  }[]
  readonly clustered_se_weighted: {
    readonly w: readonly number[]
    readonly mean: number
    readonly se: number
  }
  readonly wilson: readonly (Counts & { readonly conf: number; readonly lo: number; readonly hi: number })[]
  readonly clopper_pearson: readonly (Counts & {
    readonly lo: number
    readonly hi: number
    readonly upper95_onesided: number
    readonly lower95_onesided: number
  })[]
  readonly rule_of_three: { readonly n: number; readonly exact: number; readonly approx: number }
  readonly adversarial_floor_085: readonly {
    readonly n: number
    readonly pass_k_wilson: number
    readonly fail_k_wilson: number
  }[]
  readonly mcnemar_exact_onesided: readonly { readonly b: number; readonly c: number; readonly p: number }[]
  readonly agresti_min_paired: readonly {
    readonly win: number
    readonly loss: number
    readonly n: number
    readonly lo: number
    readonly hi: number
  }[]
  readonly pairwise_halfnet: {
    readonly W: number
    readonly T: number
    readonly L: number
    readonly winrate: number
    readonly delta: number
    readonly se: number
    readonly lower95: number
    readonly upper95: number
    readonly sign_test_two_sided: number
  }
  readonly bh: {
    readonly p: readonly number[]
    readonly adjusted: readonly number[]
    readonly reject_q05: readonly boolean[]
    readonly by_adjusted: readonly number[]
  }
  readonly holm: readonly number[]
  readonly quantiles: {
    readonly [name in 'norm' | 'norm_cdf' | 't' | 'chi2_sf' | 'beta_ppf' | 'betainc']: {
      readonly [arguments_: string]: number
    }
  }
  readonly power: {
    readonly n_noninf_sigma35_margin02_80: number
    readonly n_90: number
    readonly mde_2000_sigma5: number
  }
  /** Keys are `KIND,a=ALPHA,K=LOOKS` or, with looks at uneven times, `KIND,a=ALPHA,t=.2/.45/1`. */
  readonly gsd: {
    readonly [design: string]: { readonly z: readonly number[]; readonly spend: readonly number[] }
  }
  readonly confseq: {
    readonly x10: readonly number[]
    readonly betting_mart_m05_default: readonly number[]
    readonly lambda_predmix_eb_a05: readonly number[]
    readonly mean100: number
    readonly hedged_cs_100: readonly [number, number]
    readonly hedged_cs_50: readonly [number, number]
    readonly predmix_eb_two_sided_100: readonly [number, number]
    readonly mart_x100_m06_at100: number
    readonly mart_x100_m045_at100: number
  }
  readonly asymp_cs: readonly {
    readonly var: number
    readonly t: number
    readonly alpha: number
    readonly t_star: number
    readonly half: number
    readonly rho2: number
  }[]
  readonly two_sided_normal_mixture: {
    readonly v: number
    readonly alpha: number
    readonly rho: number
    readonly value: number
  }
  readonly eprocess_onesided_H0_mean_le_m: {
    readonly m: number
    readonly alpha: number
    readonly at: readonly number[]
    readonly value: readonly number[]
  }
  readonly empirical_bernstein_maurer_pontil: { readonly alpha_one_sided: number; readonly half: number }
  readonly discard_bias: {
    readonly shares: readonly number[]
    readonly delta: readonly number[]
    readonly discard: readonly number[]
    readonly true: number
    readonly impute_tie: number
    readonly naive_after_discard: number
    readonly poststratified: number
    readonly manski: readonly [number, number]
  }
  readonly bca: {
    readonly d: readonly number[]
    readonly acceleration: number
    readonly ci95_B200k: readonly [number, number]
    readonly tol: number
  }
  readonly kappa: {
    readonly C_rows_human_cols_judge_LTW: readonly (readonly number[])[]
    readonly po: number
    readonly kappa: number
    readonly se_kappa_fleiss: number
    readonly weighted_linear: number
    readonly weighted_quadratic: number
    readonly gwet_ac1: number
    readonly pabak: number
  }
  readonly krippendorff: {
    readonly data: readonly (readonly (number | null)[])[]
    readonly nominal: number
    readonly interval: number
  }
  readonly drift: {
    readonly a: readonly number[]
    readonly b: readonly number[]
    readonly chi2: number
    readonly df: number
    readonly p: number
    readonly psi: number
    readonly jsd_bits: number
    readonly js_distance: number
    readonly tv: number
    readonly rel_change: readonly number[]
    readonly log_ratio: readonly number[]
    readonly se: readonly number[]
    readonly p_cluster: readonly number[]
    readonly bh: readonly number[]
    readonly se_with_phi2: readonly number[]
  }
  readonly drift_x25: {
    readonly p_cluster: readonly number[]
    readonly bh: readonly number[]
    readonly flag: readonly boolean[]
  }
  readonly ppi: {
    readonly Y: readonly number[]
    readonly Yhat: readonly number[]
    readonly classical: number
    readonly judge_only: number
    readonly ppi_lam1: number
    readonly ppi_lam1_ci95: readonly number[]
    readonly lam: number
    readonly ppi_pp: number
    readonly ppi_pp_ci95_ppi_py: readonly number[]
    readonly se_ddof0: number
    readonly se_ddof1: number
    readonly recommended_ci95_t9: readonly number[]
  }
  readonly rogan_gladen: {
    readonly p_obs: number
    readonly n: number
    readonly sens: number
    readonly m_pos: number
    readonly spec: number
    readonly m_neg: number
    readonly theta: number
    readonly se_delta: number
    readonly lang_reiczigel_ci95: readonly number[]
  }
  readonly rogan_gladen_multiclass: {
    readonly M_rows_true_LTW: readonly (readonly number[])[]
    readonly q_LTW: readonly number[]
    readonly pi: readonly number[]
    readonly delta_judge: number
    readonly delta_corrected: number
  }
  readonly chapman: {
    readonly n1: number
    readonly n2: number
    readonly m: number
    readonly N: number
    readonly se: number
    readonly unseen: number
    readonly log_ci95: readonly number[]
  }
  readonly unflagged_direct: {
    readonly T: number
    readonly flagged: number
    readonly audit_of_unflagged: number
    readonly failures: number
    readonly est: number
    readonly cp95: readonly number[]
  }
  readonly good_turing: {
    readonly n: number
    readonly f1: number
    readonly f2: number
    readonly coverage_turing: number
    readonly coverage_chao: number
    readonly chao1_unseen: number
  }
  readonly hungarian: {
    readonly cost: readonly (readonly number[])[]
    readonly rows: readonly number[]
    readonly cols: readonly number[]
    readonly total: number
    readonly new_cluster_rows: readonly number[]
  }
}

/** The golden values, read from the file beside this one. */
export const golden: Golden = JSON.parse(
  readFileSync(fileURLToPath(new URL('statistics.json', import.meta.url)), 'utf8'),
) as Golden

/** Asserts agreement to 1e-8, which is the last printed digit of most values. */
export function expectGolden(actual: number | undefined, expected: number, tolerance = 1e-8): void {
  expect(actual).toBeTypeOf('number')
  expect(Math.abs((actual ?? Number.NaN) - expected)).toBeLessThanOrEqual(tolerance)
}

/** Asserts agreement of two lists, value by value. */
export function expectGoldenList(
  actual: readonly number[],
  expected: readonly number[],
  tolerance = 1e-8,
): void {
  expect(actual).toHaveLength(expected.length)
  for (const [i, value] of expected.entries()) expectGolden(actual[i], value, tolerance)
}
